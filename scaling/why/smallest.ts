import { DEFAULT_CONTROLLER_SETTINGS, type HpaInputs, type MetricSpec, type PerPod, type ResourceSample } from '../hpa';
import type { LimitName } from './limits';
import { replicasIf, withRules, writtenBehavior, type Direction, type Situation, type Variant } from './variant';

/** A change that would have altered one sync. */
export type Alteration = { readonly replicas: number } & (
  | { readonly of: 'metric'; readonly metric: string; /** Of what was measured; above 0. */ readonly factor: number }
  | { readonly of: 'setting'; readonly setting: string; readonly from: number | string; readonly to: number | string }
);

/** What a search tries: the variant for an amount, and whether it is another result. */
interface Try {
  readonly variant: (amount: number) => Variant;
  readonly situation: Situation;
  readonly replicas: number;
}

function alters({ variant, situation, replicas }: Try, amount: number): boolean {
  return replicasIf(situation, variant(amount)) !== replicas;
}

const FINEST = 0.001;
const GROWTH = 1.3;
const WIDEST = 1000;
const HALVINGS = 20;

/** The amount closest to 0 that alters the result, upwards on a grid that gets coarser; undefined when none is found. */
function leastAmount(one: Try): number | undefined {
  let below = 0;
  for (let amount = FINEST; amount <= WIDEST; amount *= GROWTH) {
    if (!alters(one, amount)) {
      below = amount;
      continue;
    }
    let above = amount;
    for (let step = 0; step < HALVINGS; step++) {
      const middle = (below + above) / 2;
      if (alters(one, middle)) above = middle;
      else below = middle;
    }
    return above;
  }
  return undefined;
}

/** The smallest relative change of what one metric measured, up or down. */
function ofMetric(metric: MetricSpec, situation: Situation, replicas: number): Alteration | undefined {
  const name = nameOf(metric);
  const scaled = (factor: number): Variant => ({
    ...situation.actual,
    inputs: scaledInputs(situation.actual.inputs, metric, factor),
  });
  const up = leastAmount({ variant: (amount) => scaled(1 + amount), situation, replicas });
  const down = leastAmount({ variant: (amount) => scaled(1 / (1 + amount)), situation, replicas });
  const factors = [...(up === undefined ? [] : [1 + up]), ...(down === undefined ? [] : [1 / (1 + down)])];
  const [factor] = factors.sort((one, other) => Math.abs(Math.log(one)) - Math.abs(Math.log(other)));
  if (factor === undefined) return undefined;
  return { of: 'metric', metric: name, factor, replicas: replicasIf(situation, scaled(factor)) };
}

export function nameOf({ resource, containerResource, pods, object, external, type }: MetricSpec): string {
  return (resource ?? containerResource)?.name ?? (pods ?? object ?? external)?.metric.name ?? type;
}

function scaledInputs(inputs: HpaInputs, metric: MetricSpec, factor: number): HpaInputs {
  const name = nameOf(metric);
  const times = (milli: number): number => Math.round(milli * factor);
  const sample = (one: ResourceSample | undefined): ResourceSample | undefined =>
    one && {
      ...one,
      containers: one.containers.map(({ name: container, usageMilli }) => ({ name: container, usageMilli: times(usageMilli) })),
    };
  if (metric.resource !== undefined || metric.containerResource !== undefined)
    return { ...inputs, resources: { ...inputs.resources, [name]: inputs.resources?.[name]?.map(sample) } };
  if (metric.pods !== undefined) {
    const values: PerPod<number> | undefined = inputs.podMetricsMilli?.[name];
    return { ...inputs, podMetricsMilli: { ...inputs.podMetricsMilli, [name]: values?.map((one) => one && times(one)) } };
  }
  if (metric.object !== undefined) {
    const value = inputs.objectMetricsMilli?.[name];
    return { ...inputs, objectMetricsMilli: { ...inputs.objectMetricsMilli, [name]: value && times(value) } };
  }
  return {
    ...inputs,
    externalMetricsMilli: { ...inputs.externalMetricsMilli, [name]: inputs.externalMetricsMilli?.[name]?.map(times) },
  };
}

/** Whole numbers from the closest to `from` on, at growing distances and then exactly. */
function closestWhole(from: number, to: number, isOther: (value: number) => boolean): number | undefined {
  const sign = Math.sign(to - from);
  const most = Math.abs(to - from);
  let below = 0;
  for (let distance = 1; below < most; distance = Math.min(most, distance * 2)) {
    if (isOther(from + sign * distance)) {
      let above = distance;
      while (above - below > 1) {
        const middle = Math.floor((below + above) / 2);
        if (isOther(from + sign * middle)) above = middle;
        else below = middle;
      }
      return from + sign * above;
    }
    below = distance;
  }
  return undefined;
}

interface Setting {
  readonly name: string;
  readonly from: number;
  /** As far as the search goes. */
  readonly to: number;
  readonly variant: (value: number) => Variant;
}

const MOST_PODS = 10_000;
const TOLERANCE_STEPS = 10_000;

function directionOf(limit: LimitName): Direction {
  return limit.startsWith('scale-up') ? 'scaleUp' : 'scaleDown';
}

/** The setting behind a limit as a whole number; undefined where no number is behind it. */
function settingOf(limit: LimitName, actual: Variant): Setting | undefined {
  const { spec, settings } = actual;
  const behavior = writtenBehavior(actual);
  switch (limit) {
    case 'maximum':
      return {
        name: 'maxReplicas',
        from: spec.maxReplicas,
        to: MOST_PODS,
        variant: (maxReplicas) => ({ ...actual, spec: { ...spec, maxReplicas } }),
      };
    case 'minimum':
      return {
        name: 'minReplicas',
        from: spec.minReplicas ?? 1,
        to: Math.min(1, spec.minReplicas ?? 1),
        variant: (minReplicas) => ({ ...actual, spec: { ...spec, minReplicas } }),
      };
    case 'scale-up-window':
    case 'scale-down-window': {
      const direction = directionOf(limit);
      const from = behavior[direction].stabilizationWindowSeconds ?? 0;
      if (limit === 'scale-down-window' && spec.behavior === undefined)
        return {
          name: '--horizontal-pod-autoscaler-downscale-stabilization, seconds',
          from: settings.downscaleStabilizationSeconds ?? DEFAULT_CONTROLLER_SETTINGS.downscaleStabilizationSeconds,
          to: 0,
          variant: (seconds) => ({ ...actual, settings: { ...settings, downscaleStabilizationSeconds: seconds } }),
        };
      return {
        name: `behavior.${direction}.stabilizationWindowSeconds`,
        from,
        to: 0,
        variant: (seconds) => withRules(actual, direction, { stabilizationWindowSeconds: seconds }),
      };
    }
    case 'scale-up-policy':
    case 'scale-down-policy': {
      const direction = directionOf(limit);
      const policies = behavior[direction].policies ?? [];
      const [only] = policies;
      if (only === undefined || policies.length > 1 || behavior[direction].selectPolicy === 'Disabled') return undefined;
      const unit = only.type === 'Pods' ? 'pods' : 'percent';
      return {
        name: `behavior.${direction} policy, ${unit} per ${only.periodSeconds} s`,
        from: only.value,
        to: MOST_PODS,
        variant: (value) => withRules(actual, direction, { policies: [{ ...only, value }] }),
      };
    }
    default:
      return undefined;
  }
}

function ofSetting(limit: LimitName, situation: Situation, replicas: number): Alteration | undefined {
  const setting = settingOf(limit, situation.actual);
  if (setting === undefined) return limit === 'tolerance' ? ofTolerance(situation, replicas) : undefined;
  const result = (value: number): number => replicasIf(situation, setting.variant(value));
  // Written out it has to be what it was, or the search is about something else.
  if (result(setting.from) !== replicas) return undefined;
  const to = closestWhole(setting.from, setting.to, (value) => result(value) !== replicas);
  return to === undefined ? undefined : { of: 'setting', setting: setting.name, from: setting.from, to, replicas: result(to) };
}

function ofTolerance(situation: Situation, replicas: number): Alteration | undefined {
  const { settings, spec } = situation.actual;
  if ([spec.behavior?.scaleUp, spec.behavior?.scaleDown].some((rules) => rules?.tolerance !== undefined)) return undefined;
  const from = settings.tolerance ?? DEFAULT_CONTROLLER_SETTINGS.tolerance;
  const result = (steps: number): number =>
    replicasIf(situation, { ...situation.actual, settings: { ...settings, tolerance: steps / TOLERANCE_STEPS } });
  const to = closestWhole(Math.round(from * TOLERANCE_STEPS), 0, (steps) => result(steps) !== replicas);
  if (to === undefined) return undefined;
  return { of: 'setting', setting: 'tolerance', from, to: to / TOLERANCE_STEPS, replicas: result(to) };
}

/**
 * Changes that would have altered a sync, each the smallest of its kind that is found: of a setting behind a limit, and of what a
 * metric measured.
 */
export function alterationsOf(situation: Situation, replicas: number, limits: readonly LimitName[]): Alteration[] {
  const settings = limits.flatMap((limit) => ofSetting(limit, situation, replicas) ?? []);
  const measured = (situation.actual.spec.metrics ?? []).flatMap((metric) => ofMetric(metric, situation, replicas) ?? []);
  const [closest] = measured.sort((one, other) => distance(one) - distance(other));
  return [...settings, ...(closest === undefined ? [] : [closest])];
}

function distance(one: Alteration): number {
  return one.of === 'metric' ? Math.abs(Math.log(one.factor)) : 0;
}
