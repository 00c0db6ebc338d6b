import { band, simulateMany, type SimulationConfig, type SimulationRun, type Threads, type Totals } from '../../simulate';
import type { Estimate, PredictedTimeSeries, PredictionRow } from '../schema';
import { timeSeriesOf } from './time-series';

const METRICS: readonly (readonly [metric: string, of: (totals: Totals) => number])[] = [
  ['p50Ms', ({ p50Ms }) => p50Ms],
  ['p95Ms', ({ p95Ms }) => p95Ms],
  ['p99Ms', ({ p99Ms }) => p99Ms],
  ['errorRate', ({ failureRate }) => failureRate],
  ['sloMissShare', ({ sloMissRate }) => sloMissRate],
];
/** Of whole runs: nothing where only the requests of a part are counted. */
const METRICS_OF_PODS: typeof METRICS = [
  ['replicaHours', ({ podHours }) => podHours],
  ['costPer1000Usd', ({ costPer1000Usd }) => costPer1000Usd],
];

export interface Runs {
  readonly seeds: readonly number[];
  readonly threads: Threads;
}

export interface PairedRuns {
  readonly rows: readonly PredictionRow[];
  readonly timeSeries: PredictedTimeSeries;
}

/**
 * Both sides with the same seeds, so the same arrivals and service times. The change is taken seed by seed: what chance does to both
 * sides alike is not in its band. A metric that no run has (latency when nothing was answered) gives no row.
 */
export async function pairedRuns(
  of: Pick<PredictionRow, 'pods' | 'scenario'>,
  baseConfig: SimulationConfig,
  headConfig: SimulationConfig,
  { seeds, threads }: Runs,
): Promise<PairedRuns> {
  const base = await simulateMany(baseConfig, seeds, { threads });
  const head = await simulateMany(headConfig, seeds, { threads });
  const metrics = headConfig.measureFromSeconds === undefined ? [...METRICS, ...METRICS_OF_PODS] : METRICS;
  const rows = metrics.flatMap(([metric, valueOf]) => {
    const valuesOf = (runs: readonly SimulationRun[]): number[] => runs.map(({ totals }) => valueOf(totals));
    const [before, after] = [valuesOf(base.runs), valuesOf(head.runs)];
    const changes = before.map((value, index) => (after[index] ?? Number.NaN) - value);
    const row = { base: estimateOf(before), head: estimateOf(after), change: estimateOf(changes) };
    return Object.values(row).every(({ value }) => Number.isFinite(value)) ? [{ ...of, metric, ...row }] : [];
  });
  return { rows, timeSeries: { ...of, ...timeSeriesOf(base, head) } };
}

function estimateOf(values: readonly number[]): Estimate {
  const { median, low, high } = band(values);
  return { value: median, low, high };
}
