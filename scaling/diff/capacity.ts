import type { Prices } from '../../contract';
import { largestPod, podGpus, podRequestMilli, withoutRequest, type CountedPods, type Pod } from '../manifests';
import type { Capacity } from './schema';

const GIB = 2 ** 30;
const PRICED = ['cpu', 'memory'] as const;

/** What one set of pods takes with every autoscaler at its maximum. What nobody states is null, not nothing. */
export function capacityAtMaximum({ minPods, maxPods, pod: written, title, sizedBy }: CountedPods, prices: Prices): Capacity {
  const pod = written !== undefined && sizedBy !== undefined ? largestPod(written, sizedBy) : written;
  const shared = { minPods, maxPods: maxPods ?? null, withoutRequest: pod === undefined ? [] : missingRequests(pod, title) };
  if (maxPods === 0) return { ...shared, cpuCores: 0, memoryGib: 0, gpus: 0, priceUsdPerHour: 0 };
  if (maxPods === undefined || pod === undefined)
    return { ...shared, cpuCores: null, memoryGib: null, gpus: null, priceUsdPerHour: null };
  const stated = (resource: string, perUnit: number): number | null =>
    pod.podLevel.requestsMilli[resource] !== undefined ||
    pod.containers.some(({ requestsMilli }) => requestsMilli[resource] !== undefined)
      ? (maxPods * podRequestMilli(pod, resource)) / perUnit
      : null;
  const cpuCores = stated('cpu', 1000);
  const memoryGib = stated('memory', 1000 * GIB);
  const gpus = maxPods * podGpus(pod);
  const isPriced = cpuCores !== null || memoryGib !== null || gpus > 0;
  const price = (cpuCores ?? 0) * prices.vcpuHourUsd + (memoryGib ?? 0) * prices.gibHourUsd + gpus * prices.gpuHourUsd;
  return {
    ...shared,
    cpuCores: rounded(cpuCores),
    memoryGib: rounded(memoryGib),
    gpus: rounded(gpus),
    priceUsdPerHour: isPriced ? rounded(price) : null,
  };
}

/** All sets together: what they state. null without a bound, or where none of them states anything. */
export function totalCapacity(parts: readonly Capacity[]): Capacity {
  const isBounded = parts.every(({ maxPods }) => maxPods !== null);
  const sum = (of: (capacity: Capacity) => number | null): number | null => {
    const isStated = parts.length === 0 || parts.some((part) => of(part) !== null);
    return isBounded && isStated ? rounded(parts.reduce((total, part) => total + (of(part) ?? 0), 0)) : null;
  };
  return {
    minPods: parts.reduce((total, { minPods }) => total + minPods, 0),
    maxPods: sum(({ maxPods }) => maxPods),
    cpuCores: sum(({ cpuCores }) => cpuCores),
    memoryGib: sum(({ memoryGib }) => memoryGib),
    gpus: sum(({ gpus }) => gpus),
    priceUsdPerHour: sum(({ priceUsdPerHour }) => priceUsdPerHour),
    withoutRequest: [...new Set(parts.flatMap(({ withoutRequest }) => withoutRequest))],
  };
}

function missingRequests(pod: Pod, title: string): string[] {
  return PRICED.filter((resource) => !statesAll(pod, resource)).map((resource) => `${resource} of ${title}`);
}

/** Whether every container states a request for a resource, or the pod as a whole does. */
export function statesAll(pod: Pod, resource: string): boolean {
  return withoutRequest(pod, resource).length === 0;
}

/** To a millionth: below that is noise of binary fractions. */
export function rounded<T extends number | null>(value: T): T {
  return (value === null ? null : Number(value.toFixed(6))) as T;
}
