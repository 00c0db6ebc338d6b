import type { BenchmarkResult } from '../../contract/result';
import type { Comparison, TradeoffMetric } from '../../contract/tradeoffs';
import { benchmarkOfArm, expectedMetrics } from '../../contract/tradeoffs';
import { changeCells, claimsOf } from './change-cells';
import { independentDifference, independentRatio, type Change, type Estimate } from './paired';
import { readingOf } from './reading';

type Cells = BenchmarkResult['rows'][number];

/** Numbers that may be zero are compared by difference. */
const SHARES: readonly TradeoffMetric[] = ['errorRate', 'accuracy'];

/**
 * Benchmarks of one run beside each other, in long form: one row for each pair of arms and metric of the textbook, with before, after and,
 * where both were measured with an interval, the interval of the change.
 */
export function comparedCells(comparisons: Readonly<Record<string, Comparison>>, results: readonly BenchmarkResult[]): Cells[] {
  return Object.entries(comparisons).flatMap(([row, comparison]) => {
    const [first, ...others] = Object.keys(comparison.arms);
    const metrics = expectedMetrics(comparison);
    return others.flatMap((after) =>
      metrics.map((metric) => cell({ row, comparison, before: first ?? '', after, metric }, results)),
    );
  });
}

interface Place {
  readonly row: string;
  readonly comparison: Comparison;
  readonly before: string;
  readonly after: string;
  readonly metric: TradeoffMetric;
}

function cell({ row, comparison, before, after, metric }: Place, results: readonly BenchmarkResult[]): Cells {
  const { title, arms, because, ifNot: whyNot } = comparison;
  const names = [arms[before] ?? '', arms[after] ?? ''] as const;
  const claims = claimsOf(comparison, metric);
  const common = { tradeoff: title, row, before, after, metric, ...claims };
  const [one, other] = names.map((arm) => estimateOf(arm, metric, results));
  if (one === undefined || other === undefined) {
    const missing = names.filter((_, index) => [one, other][index] === undefined);
    return { ...common, note: `not measured: no such number in ${missing.join(', ')}` };
  }
  const change = SHARES.includes(metric) ? independentDifference(one, other) : independentRatio(one, other);
  if (change === undefined) return { ...common, note: 'no ratio: one of the numbers is zero' };
  const from = [benchmarkOfArm(names[0]), benchmarkOfArm(names[1])] as const;
  return { ...common, ...changeCells({ change, isCertain: isCertain(change), claims, from, because, whyNot }) };
}

const isCertain = ({ low, high }: Change): boolean => Number.isFinite(low) && Number.isFinite(high);

/** `load/fastapi` is a result as a whole, `quantization#int8` its row of that variant. */
function estimateOf(arm: string, metric: TradeoffMetric, results: readonly BenchmarkResult[]): Estimate | undefined {
  const result = results.find(({ name }) => name === benchmarkOfArm(arm));
  if (result === undefined) return undefined;
  const variant = arm.split('#')[1];
  if (variant !== undefined) {
    const value = result.rows.find((row) => row['variant'] === variant && typeof row[metric] === 'number')?.[metric];
    return typeof value === 'number' ? { value } : undefined;
  }
  const value = readingOf(result)[metric];
  if (value === undefined) return undefined;
  // Some readings are not the metric of that name: the throughput of a load test is that at saturation.
  const interval = result.metrics[metric] === value ? result.intervals[metric] : undefined;
  return { value, ...(interval === undefined ? {} : { low: interval.low, high: interval.high }) };
}
