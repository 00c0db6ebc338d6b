import { hpaMaxReplicas, leastReplicas } from '../../keda';
import { scales, targetingScalers, titleOf, type TargetingScaler, type Workload } from '../../manifests';
import type { Hit, LintContext, Rule } from '../rule';

const REPLICAS_AND_AUTOSCALER: Rule = {
  id: 'replicas-and-autoscaler',
  severity: 'warning',
  title: 'Either replicas or an autoscaler, never both',
  why: 'Every apply puts the written number back: at peak that removes pods that the autoscaler had added.',
  fix: 'Leave spec.replicas out of the workload. (Helm charts: render it only when autoscaling is off.)',
  source: 'Kubernetes docs, Horizontal Pod Autoscaling, "Migrating Deployments and StatefulSets to horizontal autoscaling"',
  check: ({ manifests }) =>
    manifests.workloads.flatMap((workload): Hit[] => {
      const scaler = targetingScalers(manifests).find((one) => scales(one, workload));
      if (workload.replicas === undefined || scaler === undefined || isTurnedOff(workload, scaler)) return [];
      const message = `is ${workload.replicas}, and ${titleOf(scaler)} sets it too: each apply moves the count to ${workload.replicas}`;
      return [{ object: workload, path: 'spec.replicas', message }];
    }),
};

/** kube-controller-manager leaves a target of 0 alone, unless 0 is within the bounds. KEDA does not: it starts the first pod itself. */
function isTurnedOff({ replicas }: Workload, scaler: TargetingScaler): boolean {
  return replicas === 0 && 'spec' in scaler && scaler.spec.minReplicas !== 0;
}

const TURNED_OFF: Rule = {
  id: 'replicas-zero-turns-hpa-off',
  severity: 'error',
  title: 'An HPA whose target has 0 replicas is meant to be off',
  why: 'At 0 replicas the HPA is in implicit maintenance mode: ScalingDisabled, nothing is scaled until somebody sets another number. Every apply that writes 0 stops the service.',
  fix: 'Leave spec.replicas out, or remove the HPA while the workload is meant to be off.',
  source:
    'Kubernetes docs, Horizontal Pod Autoscaling, "Implicit maintenance-mode deactivation"; v1.34, pkg/controller/podautoscaler/horizontal.go, reconcileAutoscaler',
  check: ({ manifests }) =>
    manifests.workloads.flatMap((workload): Hit[] => {
      const scaler = targetingScalers(manifests).find((one) => scales(one, workload));
      if (scaler === undefined || !isTurnedOff(workload, scaler)) return [];
      const message = `is 0, which turns ${titleOf(scaler)} off: there are no pods, and nothing is scaled until somebody sets a number`;
      return [{ object: workload, path: 'spec.replicas', message }];
    }),
};

const TWO_AUTOSCALERS: Rule = {
  id: 'two-autoscalers',
  severity: 'error',
  title: 'One workload has one autoscaler',
  why: 'Each undoes what the other decided; the count swings between both. KEDA makes an HPA of its own.',
  fix: 'Put the metrics into one autoscaler: an HPA or ScaledObject takes several and follows the largest.',
  source:
    'Kubernetes v1.34, pkg/controller/podautoscaler/horizontal.go (AmbiguousSelector); KEDA scaledobject_webhook.go, verifyHpas',
  check: ({ manifests }) =>
    manifests.workloads.flatMap((workload): Hit[] => {
      const [first, ...others] = targetingScalers(manifests).filter((one) => scales(one, workload));
      if (first === undefined) return [];
      return (
        others
          // The same object written twice is one: the later one replaces the other.
          .filter((object) => titleOf(object) !== titleOf(first))
          .map((object) => ({
            object,
            path: 'spec.scaleTargetRef',
            message: `${titleOf(workload)} is moved by ${titleOf(first)} too`,
          }))
      );
    }),
};

interface Bounds {
  readonly object: TargetingScaler;
  readonly min: number;
  readonly max: number;
  readonly minPath: string;
  readonly maxPath: string;
}

function boundsIn({ manifests }: LintContext): Bounds[] {
  return [
    ...manifests.hpas.map((object) => ({
      object,
      min: object.spec.minReplicas ?? 1,
      max: object.spec.maxReplicas,
      minPath: 'spec.minReplicas',
      maxPath: 'spec.maxReplicas',
    })),
    ...manifests.scaledObjects.map((object) => ({
      object,
      min: leastReplicas(object.scaledObject.spec),
      max: hpaMaxReplicas(object.scaledObject.spec),
      minPath: 'spec.minReplicaCount',
      maxPath: 'spec.maxReplicaCount',
    })),
  ];
}

const MIN_ABOVE_MAX: Rule = {
  id: 'min-above-max',
  severity: 'error',
  refused: true,
  title: 'The minimum is not above the maximum',
  why: 'The API server (or KEDA’s webhook) refuses the object; the one that is running stays as it was.',
  fix: 'Swap or correct the two.',
  source:
    'Kubernetes v1.34, pkg/apis/autoscaling/validation/validation.go; KEDA scaledobject_types.go, CheckReplicaCountBoundsAreValid',
  check: (context) =>
    boundsIn(context).flatMap(({ object, min, max, minPath, maxPath }) =>
      max >= 1 && min > max
        ? [{ object, path: 'spec' in object ? maxPath : minPath, message: `minimum ${min} is above maximum ${max}` }]
        : [],
    ),
};

const MIN_EQUALS_MAX: Rule = {
  id: 'min-equals-max',
  severity: 'warning',
  title: 'An autoscaler has room to scale',
  why: 'With minimum equal to maximum nothing is ever scaled; the autoscaler only hides that the count is fixed.',
  fix: 'Raise the maximum, or remove the autoscaler and set replicas.',
  source: 'Kubernetes v1.34, pkg/controller/podautoscaler/horizontal.go, normalizeDesiredReplicas',
  check: (context) =>
    boundsIn(context).flatMap(({ object, min, max, maxPath }) =>
      min === max && max >= 1 ? [{ object, path: maxPath, message: `is ${max}, as is the minimum: nothing will be scaled` }] : [],
    ),
};

export const REPLICAS_RULES: readonly Rule[] = [
  REPLICAS_AND_AUTOSCALER,
  TURNED_OFF,
  TWO_AUTOSCALERS,
  MIN_ABOVE_MAX,
  MIN_EQUALS_MAX,
];
