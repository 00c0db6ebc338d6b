import { completeSpec, DEFAULT_CONTROLLER_SETTINGS, type HpaSpec, type ScalingRules } from '../../hpa';
import { secondsMinToMax } from '../../manifests';
import type { EffectiveHpa, Hit, LintContext, Rule } from '../rule';

/** HPAs whose behavior somebody wrote. */
function written({ hpas }: LintContext): (EffectiveHpa & { readonly behaviorPath: string })[] {
  return hpas.flatMap((hpa) =>
    hpa.behaviorPath === undefined || hpa.spec.behavior === undefined ? [] : [{ ...hpa, behaviorPath: hpa.behaviorPath }],
  );
}

function saysNothing(rules: ScalingRules | undefined): boolean {
  return rules === undefined || Object.values(rules).every((value) => value === undefined);
}

const EMPTY_BEHAVIOR: Rule = {
  id: 'empty-behavior',
  severity: 'warning',
  title: 'A behavior block is not empty',
  why: 'An empty `behavior` is not the same as none: it switches the controller to the policy path, where the scale-up limit is max(c + 4, 2c) per 15 s instead of max(2c, 4) per sync.',
  fix: 'Remove the block, or write the policies that are meant.',
  source:
    'Kubernetes v1.34, pkg/controller/podautoscaler/horizontal.go, normalizeDesiredReplicasWithBehaviors; pkg/apis/autoscaling/v2/defaults.go',
  check: (context) =>
    written(context)
      .filter(({ spec }) => saysNothing(spec.behavior?.scaleUp) && saysNothing(spec.behavior?.scaleDown))
      .map(({ object, behaviorPath }) => ({
        object,
        path: behaviorPath,
        message: 'is empty, yet it changes the scale-up limit from max(2c, 4) to max(c + 4, 2c)',
      })),
};

const BEHAVIOR_ONE_WAY: Rule = {
  id: 'behavior-one-way',
  severity: 'note',
  title: 'A behavior block sets both directions',
  why: 'Writing only scaleDown moves scale-up from the controller’s own rules to the API’s defaults: from few pods it takes larger steps. (The other way round nothing changes, and there is no finding; nor where the bounds are too narrow to tell the two apart.)',
  fix: 'Write scaleUp too, even if only with the defaults.',
  source: 'Kubernetes v1.34, pkg/apis/autoscaling/v2/defaults.go, SetDefaults_HorizontalPodAutoscaler',
  check: (context) =>
    written(context).flatMap(({ object, spec, behaviorPath }): Hit[] => {
      if (!saysNothing(spec.behavior?.scaleUp) || saysNothing(spec.behavior?.scaleDown)) return [];
      const step = firstLargerStep(spec);
      if (step === undefined) return [];
      const message = `has no scaleUp: scale-up is now limited to max(c + 4, 2c) per 15 s instead of max(2c, 4) per sync, so one step may go from ${step.from} to ${step.to} pods instead of ${step.without}`;
      return [{ object, path: behaviorPath, message }];
    }),
};

/** The first count, within the bounds, from which the API's defaults take a larger step than the controller without a behavior. */
function firstLargerStep({ minReplicas = 1, maxReplicas }: HpaSpec): { from: number; to: number; without: number } | undefined {
  const steps = [1, 2, 3]
    .filter((from) => from >= minReplicas)
    .map((from) => ({ from, to: Math.min(maxReplicas, from + 4), without: Math.min(maxReplicas, Math.max(2 * from, 4)) }));
  return steps.find(({ to, without }) => to > without);
}

/** Removing pods this often, with no look back, follows every dip of the metric. */
const SHORT_PERIOD_SECONDS = 30;

/** Between 0 and 1 pods a metric turns the workload on and off; there is no count to flap between. */
function isSwitch({ minReplicas, maxReplicas }: HpaSpec): boolean {
  return minReplicas === 0 && maxReplicas === 1;
}

const HASTY_SCALE_DOWN: Rule = {
  id: 'hasty-scale-down',
  severity: 'warning',
  title: 'Scale-down looks back before it removes pods',
  why: 'With a window of 0 s and a short period one low sample removes pods, and the next high one starts them again (flapping).',
  fix: 'Set scaleDown.stabilizationWindowSeconds to at least the time a pod takes to start, or lengthen the period.',
  source: 'Kubernetes v1.34, pkg/controller/podautoscaler/horizontal.go, stabilizeRecommendationWithBehaviors',
  check: (context) =>
    written(context).flatMap(({ object, spec, behaviorPath }): Hit[] => {
      const down = completeSpec(spec, DEFAULT_CONTROLLER_SETTINGS).behavior?.scaleDown;
      if (down?.stabilizationWindowSeconds !== 0 || down.selectPolicy === 'Disabled') return [];
      const shortest = Math.min(...down.policies.map(({ periodSeconds }) => periodSeconds));
      if (shortest > SHORT_PERIOD_SECONDS || isSwitch(spec)) return [];
      const message = `waits 0 s and may remove pods every ${shortest} s: one low sample is enough`;
      return [{ object, path: `${behaviorPath}.scaleDown.stabilizationWindowSeconds`, message }];
    }),
};

/** A traffic peak does not wait longer than this for the way from minimum to maximum. */
const PATIENCE_SECONDS = 300;

const SLOW_MIN_POLICY: Rule = {
  id: 'min-policy-too-slow',
  severity: 'warning',
  title: 'selectPolicy Min still reaches the maximum in time',
  why: 'Min takes the slowest of the policies. A Pods policy that was meant as a floor becomes the ceiling.',
  fix: 'Use selectPolicy Max (the default), or raise the smallest policy.',
  source: 'Kubernetes v1.34, pkg/controller/podautoscaler/horizontal.go, calculateScaleUpLimitWithScalingRules',
  check: (context) =>
    written(context).flatMap(({ object, spec, behaviorPath }): Hit[] => {
      if (spec.behavior?.scaleUp?.selectPolicy !== 'Min') return [];
      const from = spec.minReplicas ?? 1;
      const seconds = secondsMinToMax(spec);
      if (seconds === 'unknown' || (seconds !== undefined && seconds <= PATIENCE_SECONDS)) return [];
      const when = seconds === undefined ? 'is never reached' : `is reached after ${seconds} s`;
      const message = `is Min: from ${from} pods the maximum of ${spec.maxReplicas} ${when}`;
      return [{ object, path: `${behaviorPath}.scaleUp.selectPolicy`, message }];
    }),
};

export const BEHAVIOR_RULES: readonly Rule[] = [EMPTY_BEHAVIOR, BEHAVIOR_ONE_WAY, HASTY_SCALE_DOWN, SLOW_MIN_POLICY];
