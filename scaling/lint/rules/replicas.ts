import { hpaMaxReplicas, KEDA_ANNOTATION, leastReplicas } from '../../keda';
import {
  movesTarget,
  sameNamespace,
  scales,
  scaleTargets,
  targetingScalers,
  targetRefOf,
  titleOf,
  type Manifest,
  type TargetingScaler,
} from '../../manifests';
import type { Hit, LintContext, Rule } from '../rule';

const REPLICAS_AND_AUTOSCALER: Rule = {
  id: 'replicas-and-autoscaler',
  severity: 'warning',
  title: 'Either replicas or an autoscaler, never both',
  why: 'Every apply puts the written number back: at peak that removes pods that the autoscaler had added.',
  fix: 'Leave spec.replicas out of the workload (Helm charts: render it only when autoscaling is off), and take it out of the last-applied configuration first: the apply that removes it sets the count to 1 once (docs/diff.md#replicas-removed).',
  source: 'Kubernetes docs, Horizontal Pod Autoscaling, "Migrating Deployments and StatefulSets to horizontal autoscaling"',
  check: ({ manifests }) =>
    writtenCounts(manifests).flatMap((count): Hit[] => {
      const { object, path, replicas, target } = count;
      const scaler = targetingScalers(manifests).find((one) => scales(one, target));
      if (scaler === undefined || isTurnedOff(count, scaler)) return [];
      const message = `is ${replicas}, and ${titleOf(scaler)} sets it too: each apply moves the count to ${replicas}`;
      return [{ object, path, message }];
    }),
};

interface WrittenCount {
  readonly object: Manifest;
  readonly path: string;
  readonly replicas: number;
  readonly target: Parameters<typeof scales>[1];
}

/** Counts that somebody wrote, with what is counted. */
function writtenCounts({ workloads, llmServices }: LintContext['manifests']): WrittenCount[] {
  return [
    ...workloads.flatMap((object) =>
      object.replicas === undefined ? [] : [{ object, path: 'spec.replicas', replicas: object.replicas, target: object }],
    ),
    ...llmServices.flatMap((object) =>
      object.workloads.flatMap(({ path, replicas, targetKind: kind, targetName: name }) =>
        replicas === undefined ? [] : [{ object, path: `${path}.replicas`, replicas, target: { ...object, kind, name } }],
      ),
    ),
  ];
}

/** kube-controller-manager leaves a target of 0 alone, unless 0 is within the bounds. KEDA does not: it starts the first pod itself. */
function isTurnedOff({ replicas }: WrittenCount, scaler: TargetingScaler): boolean {
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
    writtenCounts(manifests).flatMap((count): Hit[] => {
      const scaler = targetingScalers(manifests).find((one) => scales(one, count.target));
      if (scaler === undefined || !isTurnedOff(count, scaler)) return [];
      const message = `is 0, which turns ${titleOf(scaler)} off: there are no pods, and nothing is scaled until somebody sets a number`;
      return [{ object: count.object, path: count.path, message }];
    }),
};

const TWO_AUTOSCALERS: Rule = {
  id: 'two-autoscalers',
  severity: 'error',
  title: 'One workload has one autoscaler',
  why: 'Each undoes what the other decided; the count swings between both. KEDA, KServe and Knative make autoscalers of their own.',
  fix: 'Put the metrics into one autoscaler: an HPA or ScaledObject takes several and follows the largest. (KServe: class external leaves the Deployment to yours.)',
  source:
    'Kubernetes v1.34, pkg/controller/podautoscaler/horizontal.go (AmbiguousSelector); KEDA scaledobject_webhook.go, verifyHpas; KServe v0.20.0, reconcilers/autoscaler',
  check: ({ manifests }) => {
    const scalers = targetingScalers(manifests);
    const known = scaleTargets(manifests).flatMap((target) =>
      twoOn(
        target.title,
        target.madeAutoscaler,
        scalers.filter((one) => movesTarget(one, target)),
      ),
    );
    const unread = scalers.filter((one) => !scaleTargets(manifests).some((target) => movesTarget(one, target)));
    const keyOf = (scaler: TargetingScaler): string => {
      const { kind, name } = targetRefOf(scaler);
      return name === '' ? '' : `${kind} ${name}`;
    };
    const others = [...new Set(unread.map(keyOf))].flatMap((title) =>
      title === ''
        ? []
        : twoOn(
            title,
            undefined,
            unread.filter((one) => keyOf(one) === title),
          ),
    );
    return [...known, ...others];
  },
};

/** @param made the autoscaler that the maker of the target makes */
function twoOn(title: string, made: string | undefined, scalers: readonly TargetingScaler[]): Hit[] {
  const [first, ...others] = scalers;
  if (first === undefined) return [];
  const conflicting = made === undefined ? others : scalers;
  return (
    conflicting
      // The same object written twice is one: the later one replaces the other.
      .filter((object) => made !== undefined || (sameNamespace(object, first) && titleOf(object) !== titleOf(first)))
      .map((object) => ({
        object,
        path: 'spec.scaleTargetRef',
        message: `${title} is moved by ${made ?? titleOf(first)} too${made === undefined ? otherFile(object, first) : ''}${transferHint(object, first)}`,
      }))
  );
}

/** Files beside each other may be alternatives, of which one is applied. */
function otherFile({ file }: TargetingScaler, other: TargetingScaler): string {
  return file === other.file ? '' : `, where ${other.file} is applied as well`;
}

/** A ScaledObject that wants to take an HPA over has to name it. */
function transferHint(...pair: readonly TargetingScaler[]): string {
  const hpa = pair.find((one) => !('scaledObject' in one));
  const wants = pair.some(({ annotations }) => annotations[KEDA_ANNOTATION.transferHpaOwnership] === 'true');
  if (hpa === undefined || !wants) return '';
  return `; to hand HPA ${hpa.name} over to KEDA, name it in advanced.horizontalPodAutoscalerConfig.name`;
}

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
    ...manifests.httpScaledObjects.map((object) => ({
      object,
      min: leastReplicas(object.scaledObject.spec),
      max: hpaMaxReplicas(object.scaledObject.spec),
      minPath: 'spec.replicas.min',
      maxPath: 'spec.replicas.max',
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
