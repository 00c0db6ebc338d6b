import { milliValue } from '../../contract/quantity';
import type { Prices } from '../../contract';
import { completeSpec, DEFAULT_CONTROLLER_SETTINGS } from '../hpa';
import { podGpus, podRequestMilli, rampSeconds, utilizationBaseMilli, withoutRequest, type ScaledPods } from '../manifests';
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
  // Sets of unknown size that do not change are left out of both sums; one that changes leaves them open.
  const isOpen = rows.some(({ base, head }) => [base, head].some((side) => (side?.sizeUnknown.length ?? 0) > 0));
  const sumOf = (side: keyof PodsPair): Capacity => {
    const sum = atMaximum(
      pairs.flatMap((pair) => pair[side] ?? []),
      prices,
    );
    return isOpen ? { ...sum, ...SIZE_UNKNOWN } : sum;
  };
  return { rows, total: { base: sumOf('base'), head: sumOf('head') } };
}

const SIZE_UNKNOWN = { cpuCores: null, memoryGib: null, gpus: null, priceUsdPerHour: null } as const;

function capacityOf(pods: ScaledPods, { prices, kubernetesVersion }: Measure): PodsCapacity {
  const seconds = rampSeconds(pods, kubernetesVersion);
  return {
    ...atMaximum([pods], prices),
    ...(pods.size === 'known' ? {} : SIZE_UNKNOWN),
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
    const requested = utilizationBaseMilli(pod, 'cpu') ?? 0;
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
  const known = all.filter(({ size }) => size === 'known');
  const missing = [...new Set(known.flatMap(missingRequests))];
  const sizeUnknown = all.filter(({ size }) => size !== 'known').map(({ title }) => title);
  const bounded = all.flatMap((one) => (one.maxPods === undefined ? [] : [{ ...one, maxPods: one.maxPods }]));
  if (bounded.length < all.length) {
    return { minPods, maxPods: null, cpuCores: null, memoryGib: null, gpus: null, priceUsdPerHour: null, withoutRequest: missing, sizeUnknown };
  }
  const sum = (each: (one: ScaledPods) => number): number =>
    bounded.reduce((total, one) => total + (one.size === 'known' ? one.maxPods * each(one) : 0), 0);
  const cpuCores = sum(({ pod }) => podRequestMilli(pod, 'cpu') / 1000);
  const memoryGib = sum(({ pod }) => podRequestMilli(pod, 'memory') / 1000 / GIB);
  const gpus = sum(({ pod }) => podGpus(pod));
  return {
    minPods,
    maxPods: bounded.reduce((total, { maxPods }) => total + maxPods, 0),
    cpuCores: rounded(cpuCores),
    memoryGib: rounded(memoryGib),
    gpus: rounded(gpus),
    priceUsdPerHour: rounded(cpuCores * prices.vcpuHourUsd + memoryGib * prices.gibHourUsd + gpus * prices.gpuHourUsd),
    withoutRequest: missing,
    sizeUnknown,
  };
}

function missingRequests({ pod, title }: ScaledPods): string[] {
  return (['cpu', 'memory'] as const)
    .filter((resource) => withoutRequest(pod, resource).length > 0)
    .map((resource) => `${resource} of ${title}`);
}

/** To a millionth: below that is noise of binary fractions. */
function rounded(value: number): number {
  return Number(value.toFixed(6));
}
