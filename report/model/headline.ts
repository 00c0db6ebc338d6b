import type { BenchmarkResult, Check, Interval } from '../../contract';
import { orderedMetrics } from '../text/metric';

export interface HeadlineNumber {
  readonly metric: string;
  readonly value: number;
  readonly interval: Interval | undefined;
  /** The first check on this metric, if any. */
  readonly check: Check | undefined;
}

/** The metrics that readers ask for first, by kind of benchmark; the first one present is the big number. */
const HEADLINES: Readonly<Partial<Record<BenchmarkResult['kind'], readonly string[]>>> = {
  load: ['p95Ms', 'maxRpsWithinSlo', 'saturationRps', 'errorRate', 'costPer1000Usd', 'costPerPodMonthUsd'],
  queue: ['jobsPerSecond', 'totalP95Ms', 'waitP95Ms', 'jobsLost', 'costPer1000Usd', 'costPerPodMonthUsd'],
  accuracy: ['accuracy', 'maxProbabilityDifference'],
  autoscaling: [
    'rampP95Ms',
    'timeToMaxReplicasSeconds',
    'replicasMax',
    'rampErrorRate',
    'coldStartMs',
    'costPer1000Usd',
    'costPerMonthUsd',
  ],
  quantization: ['speedUp', 'accuracyRatio', 'accuracy', 'sizeRatio', 'p95Ms', 'cpuSecondsPer1000'],
  tradeoffs: ['asTextbook', 'againstTextbook', 'unclear'],
  tools: ['p95Ms', 'throughputRps', 'errorRate'],
  serving: ['saturationRps', 'p95Ms', 'memoryPeakBytes', 'costPer1000Usd'],
};
const FALLBACK_COUNT = 4;

/** The numbers that stand for a result, most telling first; empty only when the result has no metrics. */
export function headlineOf(result: BenchmarkResult): HeadlineNumber[] {
  const present = (HEADLINES[result.kind] ?? []).filter((name) => Object.hasOwn(result.metrics, name));
  const names = present.length > 0 ? present : orderedMetrics(Object.keys(result.metrics)).slice(0, FALLBACK_COUNT);
  return names.map((name) => headlineNumber(result, name));
}

/** Names of the numbers that stand for a result, most telling first. */
export function headlineMetrics(result: BenchmarkResult): string[] {
  return headlineOf(result).map(({ metric }) => metric);
}

export function headlineNumber(result: BenchmarkResult, metric: string): HeadlineNumber {
  return {
    metric,
    value: result.metrics[metric] ?? Number.NaN,
    interval: Object.hasOwn(result.intervals, metric) ? result.intervals[metric] : undefined,
    check: result.verdict.checks.find((check) => check.metric === metric),
  };
}
