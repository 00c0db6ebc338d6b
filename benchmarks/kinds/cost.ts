import type { Prices, Target } from '../../contract/job';

/**
 * Price of what pods requested, USD. Requests and not use, because requests are what a cluster must hold ready.
 *
 * @param podSeconds pods summed over time
 */
export function podCostUsd(target: Target, prices: Prices, podSeconds: number): number {
  const perHour =
    (target.cpuRequestMillis / 1000) * prices.vcpuHourUsd + (target.memoryRequestBytes / 2 ** 30) * prices.gibHourUsd;
  return (perHour * podSeconds) / 3600;
}
