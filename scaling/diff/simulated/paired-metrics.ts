import { mean } from '../../../contract/statistics';
import { band, type SimulationRun, type Totals } from '../../simulate';
import { testChange } from '../../statistics';
import { marginOf } from '../margins';
import type { Estimate, PredictedChange, PredictionRow } from '../schema';

/** Rank first what a user notices. Latencies are over all requests: what is not answered is later than anything that is. */
const METRICS: readonly (readonly [metric: string, of: (totals: Totals) => number, isLatency?: 'latency'])[] = [
  ['withinSloShare', ({ sloMissRate }) => 1 - sloMissRate],
  ['p50Ms', ({ p50OfAllMs }) => p50OfAllMs, 'latency'],
  ['p95Ms', ({ p95OfAllMs }) => p95OfAllMs, 'latency'],
  ['p99Ms', ({ p99OfAllMs }) => p99OfAllMs, 'latency'],
  ['errorRate', ({ failureRate }) => failureRate],
];
/** Of whole runs: nothing where only the requests of a part are counted. */
const METRICS_OF_PODS: typeof METRICS = [
  ['replicaHours', ({ podHours }) => podHours],
  ['costPer1000Usd', ({ costPer1000Usd }) => costPer1000Usd],
];

/** Runs are added until these are clear; p50 and p99 scatter too much to wait for, and add little. */
export const DECISIVE_METRICS: ReadonlySet<string> = new Set([
  'withinSloShare',
  'p95Ms',
  'errorRate',
  'replicaHours',
  'costPer1000Usd',
]);

/** How many numbers are tested under one load. */
export const TESTED_METRICS = METRICS.length + METRICS_OF_PODS.length;

export interface Compared {
  /** How long clients wait; a latency that is not reached by then counts as that long. */
  readonly patienceMs: number;
  /** How many tests share one risk of a false alarm. */
  readonly tests: number;
  /** `requests`: those of a part of the run, so that pods and cost, which are of all of it, give no row. */
  readonly counted: 'everything' | 'requests';
}

type Row = Omit<PredictionRow, 'pods' | 'scenario'>;

/**
 * What runs of both sides say, the change taken seed by seed: what chance does to both sides alike is not in it. A metric that no run
 * has (cost per answer when nothing was answered) gives no row.
 */
export function pairedMetrics(
  base: readonly SimulationRun[],
  head: readonly SimulationRun[],
  { patienceMs, tests, counted }: Compared,
): Row[] {
  const metrics = counted === 'everything' ? [...METRICS, ...METRICS_OF_PODS] : METRICS;
  return metrics.flatMap(([metric, of, isLatency]): Row[] => {
    const valuesOf = (runs: readonly SimulationRun[]): number[] =>
      runs.map(({ totals }) => (isLatency ? Math.min(of(totals), patienceMs) : of(totals)));
    const [before, after] = [valuesOf(base), valuesOf(head)];
    if (![...before, ...after].every(Number.isFinite)) return [];
    const change = changeOf(metric, { before, after, tests });
    const limitMs = isLatency ? patienceMs : null;
    return [{ metric, runs: before.length, limitMs, base: estimateOf(before), head: estimateOf(after), change }];
  });
}

function estimateOf(values: readonly number[]): Estimate {
  const { low, high } = band(values);
  return { value: mean(values), low, high };
}

interface Values {
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly tests: number;
}

function changeOf(metric: string, { before, after, tests }: Values): PredictedChange {
  const changes = before.map((value, index) => (after[index] ?? Number.NaN) - value);
  const margin = marginOf(metric, mean(before));
  const { mean: value, low, high, isClear, verdict } = testChange(changes, { margin, tests });
  const runs = band(changes);
  return {
    value,
    low: Number.isFinite(low) ? low : null,
    high: Number.isFinite(high) ? high : null,
    runs: { low: runs.low, high: runs.high },
    margin,
    isClear,
    verdict,
  };
}
