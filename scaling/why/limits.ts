import type { HpaInputs, MetricSpec, PerPod, Pod } from '../hpa';
import { replicasIf, withRules, type Situation, type Variant } from './variant';

/** What can keep an HPA from the count that its metrics ask for. */
export const LIMITS = [
  'maximum',
  'minimum',
  'scale-up-window',
  'scale-down-window',
  'scale-up-policy',
  'scale-down-policy',
  'tolerance',
  'pods-not-counted',
  'unreadable-metric',
] as const;
export type LimitName = (typeof LIMITS)[number];

const MANY = 100_000;
const EVERYTHING = [{ type: 'Pods', value: MANY, periodSeconds: 15 }];

/** The same sync as if one limit were not there. */
const LIFTS: Readonly<Record<LimitName, (variant: Variant) => Variant>> = {
  maximum: (variant) => ({ ...variant, spec: { ...variant.spec, maxReplicas: MANY } }),
  minimum: (variant) => ({ ...variant, spec: { ...variant.spec, minReplicas: Math.min(1, variant.spec.minReplicas ?? 1) } }),
  'scale-up-window': (variant) => withRules(variant, 'scaleUp', { stabilizationWindowSeconds: 0 }),
  'scale-down-window': (variant) =>
    variant.spec.behavior === undefined
      ? { ...variant, settings: { ...variant.settings, downscaleStabilizationSeconds: 0 } }
      : withRules(variant, 'scaleDown', { stabilizationWindowSeconds: 0 }),
  'scale-up-policy': (variant) => withRules(variant, 'scaleUp', { selectPolicy: 'Max', policies: EVERYTHING }),
  'scale-down-policy': (variant) => withRules(variant, 'scaleDown', { selectPolicy: 'Max', policies: EVERYTHING }),
  tolerance: withoutTolerance,
  'pods-not-counted': (variant) => ({
    ...variant,
    inputs: countedPods(variant.inputs),
    settings: { ...variant.settings, cpuInitializationPeriodSeconds: 0, initialReadinessDelaySeconds: 0 },
  }),
  'unreadable-metric': (variant) => {
    const metrics = (variant.spec.metrics ?? []).filter((metric) => isRead(metric, variant.inputs));
    // Without any metric Kubernetes fills in one on CPU, which is another question.
    return metrics.length === 0 ? variant : { ...variant, spec: { ...variant.spec, metrics } };
  },
};

function withoutTolerance(variant: Variant): Variant {
  const settings = { ...variant.settings, tolerance: 0 };
  const { behavior } = variant.spec;
  if (behavior === undefined) return { ...variant, settings };
  const bare = Object.fromEntries(
    Object.entries(behavior).map(([direction, rules]) => [direction, rules && { ...rules, tolerance: 0 }]),
  );
  return { ...variant, settings, spec: { ...variant.spec, behavior: bare } };
}

/** Without pods that are not ready, are being deleted, or that no metric knows. */
function countedPods(inputs: HpaInputs): HpaInputs {
  const series = [...Object.values(inputs.resources ?? {}), ...Object.values(inputs.podMetricsMilli ?? {})];
  const isCounted = (pod: Pod, index: number): boolean =>
    pod.ready === 'True' && !pod.deleting && series.every((values) => values?.[index] !== undefined);
  const kept = inputs.pods.map(isCounted);
  const filtered = <T>(values: Readonly<Partial<Record<string, PerPod<T>>>> | undefined) =>
    Object.fromEntries(
      Object.entries(values ?? {}).map(([name, perPod]) => [name, (perPod ?? []).filter((_, index) => kept[index] ?? true)]),
    );
  return {
    ...inputs,
    pods: inputs.pods.filter((_, index) => kept[index]),
    resources: filtered(inputs.resources),
    podMetricsMilli: filtered(inputs.podMetricsMilli),
  };
}

function isRead({ resource, containerResource, pods, object, external }: MetricSpec, inputs: HpaInputs): boolean {
  const name = (resource ?? containerResource)?.name;
  if (name !== undefined) return (inputs.resources?.[name] ?? []).some((sample) => sample !== undefined);
  if (pods !== undefined) return (inputs.podMetricsMilli?.[pods.metric.name] ?? []).some((value) => value !== undefined);
  if (object !== undefined) return inputs.objectMetricsMilli?.[object.metric.name] !== undefined;
  return external !== undefined && (inputs.externalMetricsMilli?.[external.metric.name] ?? []).length > 0;
}

export function lifted(variant: Variant, limits: readonly LimitName[]): Variant {
  return limits.reduce((rest, limit) => LIFTS[limit](rest), variant);
}

/** A limit without which the sync would have ended at another count. */
export interface Bound {
  /** More than one: none of them alone, all of them together. */
  readonly limits: readonly LimitName[];
  /** The count without them. */
  readonly replicas: number;
}

/**
 * Every limit that bound by itself; where none did and all together do, the fewest that are found to.
 *
 * @param replicas as it was
 */
export function boundsOf(situation: Situation, replicas: number): Bound[] {
  const without = (limits: readonly LimitName[]): number => replicasIf(situation, lifted(situation.actual, limits));
  const alone = LIMITS.map((limit) => ({ limits: [limit], replicas: without([limit]) }));
  const binding = alone.filter((one) => one.replicas !== replicas);
  if (binding.length > 0 || without(LIMITS) === replicas) return binding;
  const fewest = LIMITS.reduce<readonly LimitName[]>((kept, limit) => {
    const rest = kept.filter((one) => one !== limit);
    return without(rest) === replicas ? kept : rest;
  }, LIMITS);
  return [{ limits: fewest, replicas: without(fewest) }];
}
