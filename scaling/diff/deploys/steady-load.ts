import { milliValue } from '../../../contract/quantity';
import { effectiveMetrics, type HpaInputs, type HpaSpec, type MetricSpec, type MetricTarget } from '../../hpa';
import type { Pod } from '../../manifests';
import { toHpaPod, type Measure, type Rollout, type RolloutPod } from '../../rollout';

/**
 * Memory hardly follows load. As a share of its target it is taken to be just below the tolerance: the most that a pod can use
 * without the HPA asking for more pods.
 */
const MEMORY_SHARE = 0.89;
/** How long a sample of metrics-server covers. */
const WINDOW_MS = 30_000;

/** What all pods together use or cause by metric, thousandths; by container for CPU. It stays while pods come and go. */
export type SteadyLoad = Readonly<Partial<Record<string, number>>>;

/** A load that keeps `pods` pods at the targets of the HPA. */
export function loadFor(pods: number, hpa: HpaSpec, pod: Pod): SteadyLoad {
  return Object.fromEntries(Object.entries(perPod(hpa, pod)).map(([key, milli = 0]) => [key, milli * pods]));
}

/** The pods that a load needs; undefined when no metric of it tells. */
export function podsFor(load: SteadyLoad, hpa: HpaSpec, pod: Pod): number | undefined {
  const needs = Object.entries(perPod(hpa, pod)).flatMap(([key, milli]) => {
    const total = load[key];
    // A product of fractions is not exact: what is as good as a whole number of pods is that number.
    return total === undefined || milli === undefined ? [] : [Math.ceil(total / milli - 1e-9)];
  });
  return needs.length === 0 ? undefined : Math.max(...needs);
}

/** What the metrics APIs say while that load is spread evenly over the ready pods. */
export function measureOf(load: SteadyLoad, hpa: HpaSpec, pod: Pod): Measure {
  const containers = pod.containers.map(({ name, requestsMilli }) => ({ name, requestsMilli }));
  const metrics = effectiveMetrics(hpa.metrics);
  return (rollout, nowMs) => {
    const serving = rollout.pods.filter(isServing).length;
    return {
      pods: rollout.pods.map((one) => toHpaPod(one, containers)),
      resources: {
        cpu: rollout.pods.map((one) =>
          sample(one, nowMs, (name) => (isServing(one) ? (load[`cpu/${name}`] ?? 0) / serving : 0), pod),
        ),
        memory: rollout.pods.map((one) => sample(one, nowMs, (name) => memoryOf(name, metrics, pod), pod)),
      },
      ...ofNamed(metrics, load, rollout, serving),
    };
  };
}

/** Whether the HPA reads nothing but memory: then only its minimum is a steady count. */
export function readsMemoryOnly(hpa: HpaSpec): boolean {
  return effectiveMetrics(hpa.metrics).every((metric) => resourceOf(metric) === 'memory');
}

function isServing({ ready, deleting }: RolloutPod): boolean {
  return ready && !deleting;
}

function sample(
  { phase }: RolloutPod,
  nowMs: number,
  usageMilli: (container: string) => number,
  { containers }: Pod,
): NonNullable<NonNullable<HpaInputs['resources']>[string]>[number] {
  if (phase !== 'Running') return undefined;
  return {
    atMs: nowMs,
    windowMs: WINDOW_MS,
    containers: containers.map(({ name }) => ({ name, usageMilli: Math.round(usageMilli(name)) })),
  };
}

/** Custom and external metrics. One without a part in the load (a Value target) stays at its target. */
function ofNamed(
  metrics: readonly MetricSpec[],
  load: SteadyLoad,
  { pods }: Rollout,
  serving: number,
): Pick<HpaInputs, 'podMetricsMilli' | 'objectMetricsMilli' | 'externalMetricsMilli'> {
  const totalOf = (name: string, target: MetricTarget): number =>
    load[`metric/${name}`] ?? milliValue(target.value ?? target.averageValue ?? 0) ?? 0;
  const entries = <T>(kind: 'pods' | 'object' | 'external', shape: (totalMilli: number) => T): Record<string, T> =>
    Object.fromEntries(
      metrics.flatMap((metric) => {
        const source = metric[kind];
        return source === undefined ? [] : [[source.metric.name, shape(totalOf(source.metric.name, source.target))] as const];
      }),
    );
  return {
    podMetricsMilli: entries('pods', (totalMilli) =>
      pods.map((pod) => (isServing(pod) ? Math.round(totalMilli / serving) : undefined)),
    ),
    objectMetricsMilli: entries('object', Math.round),
    externalMetricsMilli: entries('external', (totalMilli) => [Math.round(totalMilli)]),
  };
}

/** At the target, by the keys of a load; memory has no part in it. */
function perPod(hpa: HpaSpec, pod: Pod): SteadyLoad {
  const amounts: Record<string, number> = {};
  for (const metric of effectiveMetrics(hpa.metrics)) {
    const { pods, object, external } = metric;
    const named = pods ?? object ?? external;
    const average = named?.target.averageValue === undefined ? undefined : milliValue(named.target.averageValue);
    if (named !== undefined && average !== undefined) amounts[`metric/${named.metric.name}`] = average;
    if (resourceOf(metric) !== 'cpu') continue;
    for (const [name, milli] of atTarget(metric, pod)) {
      // Two targets on one container: it stays at the lower one.
      const key = `cpu/${name}`;
      amounts[key] = Math.min(amounts[key] ?? Infinity, milli);
    }
  }
  return Object.fromEntries(Object.entries(amounts).filter(([, milli]) => milli > 0));
}

function memoryOf(container: string, metrics: readonly MetricSpec[], pod: Pod): number {
  const amounts = metrics
    .filter((metric) => resourceOf(metric) === 'memory')
    .flatMap((metric) => atTarget(metric, pod).flatMap(([name, milli]) => (name === container ? [milli] : [])));
  return amounts.length === 0 ? 0 : MEMORY_SHARE * Math.min(...amounts);
}

function resourceOf({ resource, containerResource }: MetricSpec): string | undefined {
  return (resource ?? containerResource)?.name;
}

/** What each container uses at the target: its part of the requests. */
function atTarget({ resource, containerResource }: MetricSpec, { containers }: Pod): (readonly [name: string, milli: number])[] {
  const source = resource ?? containerResource;
  if (source === undefined) return [];
  const { averageUtilization, averageValue } = source.target;
  const counted = containers.filter(({ name }) => containerResource === undefined || containerResource.container === name);
  const requestOf = (one: (typeof containers)[number]): number => one.requestsMilli[source.name] ?? 0;
  if (averageUtilization !== undefined)
    return counted.map((one) => [one.name, (requestOf(one) * averageUtilization) / 100] as const);
  const milli = averageValue === undefined ? undefined : milliValue(averageValue);
  if (milli === undefined) return [];
  const requested = counted.reduce((sum, one) => sum + requestOf(one), 0);
  return counted.map(
    (one) => [one.name, requested === 0 ? milli / counted.length : (milli * requestOf(one)) / requested] as const,
  );
}
