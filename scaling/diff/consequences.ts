import { milliValue } from '../../contract/quantity';
import type { Prices } from '../../contract';
import { completeSpec, DEFAULT_CONTROLLER_SETTINGS } from '../hpa';
import { podGpus, podRequestMilli, rampSeconds, type ScaledPods } from '../manifests';
import { pairTitle, type PodsPair } from './pair-sides';
import type { Capacity, Consequences, PodsCapacity } from './schema';

const GIB = 2 ** 30;

/** The prices and the version that capacity is computed with. */
export interface Measure {
  readonly prices: Prices;
  readonly kubernetesVersion: string;
}

/** What follows from the settings alone, whatever the traffic. */
export function consequencesOf(pairs: readonly PodsPair[], measure: Measure): Consequences {
  const { prices } = measure;
  const rows = pairs
    .map((pair) => ({
      pods: pairTitle(pair),
      base: pair.base === undefined ? null : capacityOf(pair.base, measure),
      head: pair.head === undefined ? null : capacityOf(pair.head, measure),
    }))
    .filter((row) => JSON.stringify(row.base) !== JSON.stringify(row.head));
  const sumOf = (side: keyof PodsPair): Capacity =>
    atMaximum(
      pairs.flatMap((pair) => pair[side] ?? []),
      prices,
    );
  return { rows, total: { base: sumOf('base'), head: sumOf('head') } };
}

function capacityOf(pods: ScaledPods, { prices, kubernetesVersion }: Measure): PodsCapacity {
  const seconds = rampSeconds(pods, kubernetesVersion);
  return {
    ...atMaximum([pods], prices),
    minToMaxSeconds: typeof seconds === 'number' ? seconds : null,
    isMaxReachable: seconds !== undefined,
    coresAtTarget: coresAtTarget(pods),
    ...waits(pods),
  };
}

/** Utilization is a share of what the pod requests; averageValue is the amount itself. */
function coresAtTarget({ hpa, pod }: ScaledPods): number | null {
  const target =
    hpa &&
    completeSpec(hpa, DEFAULT_CONTROLLER_SETTINGS).metrics.find(({ resource }) => resource?.name === 'cpu')?.resource?.target;
  if (target?.averageUtilization !== undefined) {
    const requested = pod.containers.reduce((sum, { requestsMilli }) => sum + (requestsMilli['cpu'] ?? 0), 0);
    return requested === 0 ? null : rounded((requested / 1000) * (target.averageUtilization / 100));
  }
  const milli = target?.averageValue === undefined ? undefined : milliValue(target.averageValue);
  return milli === undefined ? null : rounded(milli / 1000);
}

function waits({ hpa }: ScaledPods): Pick<PodsCapacity, 'scaleUpWaitSeconds' | 'scaleDownWaitSeconds'> {
  if (hpa === undefined) return { scaleUpWaitSeconds: null, scaleDownWaitSeconds: null };
  const { behavior } = completeSpec(hpa, DEFAULT_CONTROLLER_SETTINGS);
  return {
    scaleUpWaitSeconds: behavior?.scaleUp.stabilizationWindowSeconds ?? 0,
    scaleDownWaitSeconds:
      behavior?.scaleDown.stabilizationWindowSeconds ?? DEFAULT_CONTROLLER_SETTINGS.downscaleStabilizationSeconds,
  };
}

function atMaximum(all: readonly ScaledPods[], prices: Prices): Capacity {
  const minPods = all.reduce((sum, one) => sum + one.minPods, 0);
  const withoutRequest = [...new Set(all.flatMap(missingRequests))];
  const bounded = all.flatMap((one) => (one.maxPods === undefined ? [] : [{ ...one, maxPods: one.maxPods }]));
  if (bounded.length < all.length) {
    return { minPods, maxPods: null, cpuCores: null, memoryGib: null, gpus: null, priceUsdPerHour: null, withoutRequest };
  }
  const sum = (each: (one: ScaledPods) => number): number => bounded.reduce((total, one) => total + one.maxPods * each(one), 0);
  const cpuCores = sum(({ pod }) => podRequestMilli(pod, 'cpu') / 1000);
  const memoryGib = sum(({ pod }) => podRequestMilli(pod, 'memory') / 1000 / GIB);
  const gpus = sum(({ pod }) => podGpus(pod));
  return {
    minPods,
    maxPods: sum(() => 1),
    cpuCores: rounded(cpuCores),
    memoryGib: rounded(memoryGib),
    gpus: rounded(gpus),
    priceUsdPerHour: rounded(cpuCores * prices.vcpuHourUsd + memoryGib * prices.gibHourUsd + gpus * prices.gpuHourUsd),
    withoutRequest,
  };
}

function missingRequests({ pod, title }: ScaledPods): string[] {
  return (['cpu', 'memory'] as const)
    .filter((resource) => pod.containers.some(({ requestsMilli }) => requestsMilli[resource] === undefined))
    .map((resource) => `${resource} of ${title}`);
}

/** To a millionth: below that is noise of binary fractions. */
function rounded(value: number): number {
  return Number(value.toFixed(6));
}
