import {
  KEDA_ANNOTATION,
  cooldownPeriodMs,
  hpaMaxReplicas,
  isJobPaused,
  leastReplicas,
  overrides,
  type ScaledObject,
} from '../../keda';
import { ownerOf, titleOf, type Manifest } from '../../manifests';
import type { Hit, Rule } from '../rule';

const PAUSED: Rule = {
  id: 'keda-paused',
  severity: 'warning',
  title: 'No pause is left in the manifests',
  why: 'A pause is for an incident or a migration. Left in the files it comes back with every apply, and nothing else tells that the autoscaler is off.',
  fix: 'Remove the annotation when the pause is over; set it with kubectl annotate for the time that it is needed.',
  source:
    'KEDA 8b4f083, controllers/keda/scaledobject_controller.go (pause) and hpa.go (scale-in and scale-out); kedacore/keda#6982',
  check: ({ manifests }) => [
    ...manifests.scaledObjects.flatMap((object) =>
      pausesOf(object.scaledObject).map(({ key, message }) => hitOn(object, key, message)),
    ),
    ...manifests.scaledJobs
      .filter(({ annotations }) => isJobPaused(annotations))
      .map((object) => hitOn(object, KEDA_ANNOTATION.paused, 'is on: no job is created')),
  ],
};

function hitOn(object: Manifest, key: string, message: string): Hit {
  return { object, path: `metadata.annotations.${key}`, message };
}

function pausesOf({ annotations, spec }: ScaledObject): { key: string; message: string }[] {
  const { paused, pausedReplicas, scaleInPaused, scaleOutPaused } = overrides(annotations);
  if (pausedReplicas !== undefined) {
    const held = pausedReplicas === 0 ? 'no pod runs at all' : `it stays at ${pausedReplicas} pods whatever the load`;
    return [{ key: KEDA_ANNOTATION.pausedReplicas, message: `is ${pausedReplicas}: ${held}, and there is no HPA` }];
  }
  if (paused) {
    const key = annotations[KEDA_ANNOTATION.paused] === undefined ? KEDA_ANNOTATION.pausedReplicas : KEDA_ANNOTATION.paused;
    return [{ key, message: 'is on: the pods stay as many as there are now, and there is no HPA' }];
  }
  const max = hpaMaxReplicas(spec);
  return [
    ...(scaleInPaused
      ? [{ key: KEDA_ANNOTATION.pausedScaleIn, message: `is on: no pod is ever removed, so that ${max} once reached stay` }]
      : []),
    ...(scaleOutPaused
      ? [{ key: KEDA_ANNOTATION.pausedScaleOut, message: 'is on: no pod is ever added, whatever the load' }]
      : []),
  ];
}

const ZERO_SKIPS_BEHAVIOR: Rule = {
  id: 'keda-zero-skips-behavior',
  severity: 'warning',
  title: 'Nobody relies on behavior.scaleDown for the step to zero',
  why: 'That step is not the HPA’s. Once no trigger has been active for cooldownPeriod KEDA sets the count itself, from any count, past every policy and window.',
  fix: 'Make cooldownPeriod longer than the way down by the policies takes, or keep minReplicaCount at 1.',
  source: 'KEDA 8b4f083, pkg/scaling/executor/scale_scaledobjects.go, scaleToZeroOrIdle; kedacore/keda#7770',
  check: ({ manifests }) =>
    manifests.scaledObjects.flatMap((object): Hit[] => {
      const { spec, annotations } = object.scaledObject;
      const rules = spec.advanced?.horizontalPodAutoscalerConfig?.behavior?.scaleDown;
      const target = spec.idleReplicaCount ?? leastReplicas(spec);
      const max = hpaMaxReplicas(spec);
      const goesDown = spec.idleReplicaCount !== undefined || target === 0;
      if (rules === undefined || !goesDown || max <= target + 1 || overrides(annotations).scaleInPaused) return [];
      const seconds = cooldownPeriodMs(spec) / 1000;
      const window = rules.stabilizationWindowSeconds ?? 0;
      const holds = [
        ...(window > seconds ? [`the window of ${window} s`] : []),
        ...(rules.selectPolicy === 'Disabled' ? ['selectPolicy Disabled'] : isSlow(rules.policies) ? ['the policies'] : []),
      ];
      if (holds.length === 0) return [];
      const message = `does not hold the last step: after ${seconds} s without activity KEDA goes from any count, up to ${max}, to ${target}, past ${holds.join(' and ')}`;
      return [{ object, path: 'spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown', message }];
    }),
};

type Policies = NonNullable<
  NonNullable<NonNullable<ScaledObject['spec']['advanced']>['horizontalPodAutoscalerConfig']>['behavior']
>['scaleDown'];

/** Whether policies leave pods behind in one step. */
function isSlow(policies: NonNullable<Policies>['policies']): boolean {
  return policies !== undefined && policies.length > 0 && !policies.some(({ type, value }) => type === 'Percent' && value >= 100);
}

const OWNS_HPA: Rule = {
  id: 'keda-owns-hpa',
  severity: 'warning',
  title: 'An HPA that KEDA has taken over is not in the manifests any more',
  why: 'With transfer-hpa-ownership KEDA writes its own triggers into that HPA. Each apply of these manifests puts the old metrics and bounds back until KEDA writes again.',
  fix: 'Remove the HPA from the manifests once the ScaledObject is applied. Argo CD and Flux must not prune it.',
  source: 'KEDA 8b4f083, apis/keda/v1alpha1/scaledobject_webhook.go, verifyHpas; docs, "Transfer ownership of an existing HPA"',
  check: ({ manifests }) =>
    manifests.hpas.flatMap((object): Hit[] => {
      const owner = ownerOf(object, manifests.scaledObjects);
      if (owner === undefined) return [];
      const message = `belongs to KEDA from now on: ${titleOf(owner)} takes it over by name, and every apply of this HPA undoes that`;
      return [{ object, path: 'spec.scaleTargetRef', message }];
    }),
};

export const KEDA_PAUSE_RULES: readonly Rule[] = [PAUSED, ZERO_SKIPS_BEHAVIOR, OWNS_HPA];
