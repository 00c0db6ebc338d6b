import type { BenchmarkResult } from '../../contract/result';
import type { TradeoffMetric } from '../../contract/tradeoffs';
import { defined } from '../kinds/check';

type Reading = Partial<Record<TradeoffMetric, number>>;

/**
 * The numbers of the trade-off table in one result. Throughput and cost are at the maximum of the arm: at saturation
 * for load, of the burst for a queue, or over the whole scenario when that is more than the service can take.
 */
export function readingOf({ kind, metrics }: BenchmarkResult): Reading {
  const { p50Ms, p95Ms, p99Ms, errorRate, throughputRps, costPer1000Usd, costPerMonthUsd, accuracy } = metrics;
  const common = { p50Ms, p95Ms, p99Ms, errorRate, throughputRps, costPer1000Usd, costPerMonthUsd };
  switch (kind) {
    case 'load':
      return defined({ ...common, throughputRps: metrics['saturationRps'], costPer1000Usd: costAtSaturation(metrics) });
    case 'queue':
      return defined({
        ...common,
        p50Ms: metrics['totalP50Ms'],
        p95Ms: metrics['totalP95Ms'],
        p99Ms: metrics['totalP99Ms'],
        throughputRps: metrics['jobsPerSecond'],
      });
    default:
      return defined({ ...common, accuracy });
  }
}

/** The pods cost the same each second however busy they are, so cost per request falls as the rate rises. */
function costAtSaturation({ costPer1000Usd, throughputRps, saturationRps }: BenchmarkResult['metrics']): number | undefined {
  if (costPer1000Usd === undefined || throughputRps === undefined || saturationRps === undefined || saturationRps === 0)
    return undefined;
  return (costPer1000Usd * throughputRps) / saturationRps;
}
