import { hpaMaxReplicas, KEDA_ANNOTATION, leastReplicas } from '../../keda';
import {
  movesTarget,
  sameNamespace,
  scales,
  scaleTargets,
  targetingScalers,
  targetRefOf,
  titleOf,
  WORKLOAD_KINDS,
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
    writtenCounts(manifests).flatMap(({ object, path, replicas, target }): Hit[] => {
      const scaler = targetingScalers(manifests).find((one) => scales(one, target));
      if (scaler === undefined) return [];
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

const TARGET_MISSING: Rule = {
  id: 'target-missing',
  severity: 'error',
  title: 'An autoscaler moves a workload that exists',
  why: 'The HPA controller reports FailedGetScale and nothing is scaled.',
  fix: 'Correct scaleTargetRef, or lint the workload together with its autoscaler.',
  source: 'Kubernetes v1.34, pkg/controller/podautoscaler/horizontal.go, reconcileAutoscaler',
  check: ({ manifests }) => {
    const targets = scaleTargets(manifests);
    return targetingScalers(manifests).flatMap((scaler): Hit[] => {
      const { kind, name } = targetRefOf(scaler);
      if (name === '' || !WORKLOAD_KINDS.includes(kind) || targets.some((one) => movesTarget(scaler, one))) return [];
      const message = `there is no ${kind} ${name}${scaler.namespace === undefined ? '' : ` in namespace ${scaler.namespace}`} in these manifests`;
      return [{ object: scaler, path: 'spec.scaleTargetRef', message }];
    });
  },
};

const TARGET_NOT_READ: Rule = {
  id: 'target-not-read',
  severity: 'note',
  title: 'What an autoscaler moves is of a kind whose pods are known here',
  why: 'Any kind with a scale subresource may be scaled. Its pods are found by the label selector that its status reports; their requests, and whether the HPA can read them at all, are not in these manifests.',
  fix: 'Check that the resource definition has scale.labelSelectorPath, and that its pods request what the metric is a share of.',
  source: 'Kubernetes docs, CustomResourceDefinitions, "Scale subresource"; v1.34, pkg/controller/podautoscaler/horizontal.go',
  check: ({ manifests }) => {
    const targets = scaleTargets(manifests);
    return targetingScalers(manifests).flatMap((scaler): Hit[] => {
      const { kind, name } = targetRefOf(scaler);
      if (name === '' || kind === '' || WORKLOAD_KINDS.includes(kind) || targets.some((one) => movesTarget(scaler, one)))
        return [];
      return [{ object: scaler, path: 'spec.scaleTargetRef', message: `the pods of ${kind} ${name} are not known here` }];
    });
  },
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
  return conflicting
    .filter((object) => made !== undefined || sameNamespace(object, first))
    .map((object) => ({
      object,
      path: 'spec.scaleTargetRef',
      message: `${title} is moved by ${made ?? titleOf(first)} too${transferHint(object, first)}`,
    }));
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
  TARGET_MISSING,
  TARGET_NOT_READ,
  TWO_AUTOSCALERS,
  MIN_ABOVE_MAX,
  MIN_EQUALS_MAX,
];
