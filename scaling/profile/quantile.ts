import type { ServiceTime } from '../simulate';

/** A percentile of service times, milliseconds; the two that are printed. */
export function percentileOf(serviceTime: ServiceTime, share: 0.5 | 0.95): number {
  switch (serviceTime.kind) {
    case 'deterministic':
      return serviceTime.ms;
    case 'exponential':
      return -serviceTime.meanMs * Math.log(1 - share);
    case 'lognormal':
      return share === 0.5 ? serviceTime.p50Ms : serviceTime.p95Ms;
    case 'samples':
      return [...serviceTime.ms].sort((one, other) => one - other)[Math.floor(share * serviceTime.ms.length)] ?? Number.NaN;
    case 'quantiles': {
      const { points } = serviceTime;
      const above = points.findIndex(([at]) => at >= share);
      const [highShare, highMs] = points[above] ?? points.at(-1) ?? [1, Number.NaN];
      const [lowShare, lowMs] = points[above - 1] ?? [highShare, highMs];
      return highShare > lowShare ? lowMs + ((highMs - lowMs) * (share - lowShare)) / (highShare - lowShare) : highMs;
    }
  }
}
