import { band, simulateMany, type SimulationConfig, type SimulationRun, type Totals } from '../../simulate';
import type { Estimate, PredictionRow } from '../predictor';

const METRICS: readonly (readonly [metric: string, of: (totals: Totals) => number])[] = [
  ['p50Ms', ({ p50Ms }) => p50Ms],
  ['p95Ms', ({ p95Ms }) => p95Ms],
  ['p99Ms', ({ p99Ms }) => p99Ms],
  ['errorRate', ({ failureRate }) => failureRate],
  ['sloMissShare', ({ sloMissRate }) => sloMissRate],
  ['replicaHours', ({ podHours }) => podHours],
  ['costPer1000Usd', ({ costPer1000Usd }) => costPer1000Usd],
];

export interface Runs {
  readonly seeds: readonly number[];
  readonly threads: number;
}

/**
 * Both sides with the same seeds, so the same arrivals and service times. The change is taken seed by seed: what chance does to both
 * sides alike is not in its band. A metric that no run has (latency when nothing was answered) gives no row.
 */
export async function pairedRows(
  { pods, scenario }: Pick<PredictionRow, 'pods' | 'scenario'>,
  base: SimulationConfig,
  head: SimulationConfig,
  { seeds, threads }: Runs,
): Promise<PredictionRow[]> {
  const { runs: baseRuns } = await simulateMany(base, seeds, { threads });
  const { runs: headRuns } = await simulateMany(head, seeds, { threads });
  return METRICS.flatMap(([metric, of]) => {
    const valuesOf = (runs: readonly SimulationRun[]): number[] => runs.map(({ totals }) => of(totals));
    const [before, after] = [valuesOf(baseRuns), valuesOf(headRuns)];
    const changes = before.map((value, index) => (after[index] ?? Number.NaN) - value);
    const row = { base: estimateOf(before), head: estimateOf(after), change: estimateOf(changes) };
    return Object.values(row).every(({ value }) => Number.isFinite(value)) ? [{ pods, scenario, metric, ...row }] : [];
  });
}

function estimateOf(values: readonly number[]): Estimate {
  const { median, low, high } = band(values);
  return { value: median, low, high };
}
