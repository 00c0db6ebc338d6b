import { quantile, sortedCopy, withoutGaps } from '../../contract/statistics';
import type { SimulationConfig } from './config';
import { SERIES_NAMES, type SeriesName } from './results/outcomes';
import type { SimulationRun, TotalName, Totals } from './results/run';
import { checkBudget } from './budget';
import { simulate } from './simulate';

/** Median over the seeds, and the band around it. */
export interface Band {
  readonly median: number;
  /** 5th and 95th percentile over the seeds. */
  readonly low: number;
  readonly high: number;
}

export interface BandSeries {
  readonly median: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export interface Ensemble {
  readonly runs: readonly SimulationRun[];
  readonly totals: Readonly<Record<TotalName, Band>>;
  readonly series: Readonly<Record<SeriesName, BandSeries>>;
}

const LOW = 0.05;
const HIGH = 0.95;

/** Where runs are made: threads are the caller's to start. The answer does not depend on how many there are. */
export interface Threads {
  /** One run for each seed, in their order. */
  run(config: SimulationConfig, seeds: readonly number[]): Promise<readonly SimulationRun[]>;
}

/** Everything runs in the thread that asks. */
export const THIS_THREAD: Threads = {
  run: (config, seeds) => Promise.resolve(seeds.map((seed) => simulate(config, seed))),
};

/**
 * One configuration with many seeds: other arrivals, service times, start-up times and moments of sensors and controllers each.
 *
 * @throws UserError when it is more than could be simulated
 */
export async function simulateMany(
  config: SimulationConfig,
  seeds: readonly number[],
  { threads }: { readonly threads: Threads },
): Promise<Ensemble> {
  checkBudget(config, seeds.length);
  return ensembleOf(await threads.run(config, seeds));
}

/** Medians and bands over runs of the same length. */
export function ensembleOf(runs: readonly SimulationRun[]): Ensemble {
  const names = Object.keys(runs[0]?.totals ?? {}) as TotalName[];
  const totals = names.map((name) => [name, band(runs.map((run) => run.totals[name]))] as const);
  const series = SERIES_NAMES.map((name) => [name, bandSeries(runs.map((run) => run.series[name]))] as const);
  return {
    runs,
    totals: Object.fromEntries(totals) as Record<keyof Totals, Band>,
    series: Object.fromEntries(series) as Record<SeriesName, BandSeries>,
  };
}

/**
 * Median of the simulated replicas at the end of an observed step. A long run has longer steps of its own.
 *
 * @param step of the observation, from 0
 * @param stepSeconds of the observation
 */
export function medianReplicasAt({ runs, series }: Ensemble, step: number, stepSeconds: number): number {
  const { median } = series.replicas;
  const end = Math.round(((step + 1) * stepSeconds) / (runs[0]?.stepSeconds ?? 1));
  return median[Math.min(median.length, end) - 1] ?? 0;
}

/** Median and band; values that are not there (NaN) do not count, and all are NaN when none is there. */
export function band(values: readonly number[]): Band {
  const sorted = sortedCopy(withoutGaps(values));
  return { median: quantile(sorted, 0.5), low: quantile(sorted, LOW), high: quantile(sorted, HIGH) };
}

function bandSeries(columns: readonly Float64Array[]): BandSeries {
  const length = columns[0]?.length ?? 0;
  const result = { median: new Float64Array(length), low: new Float64Array(length), high: new Float64Array(length) };
  for (let second = 0; second < length; second++) {
    const { median, low, high } = band(columns.map((column) => column[second] ?? Number.NaN));
    result.median[second] = median;
    result.low[second] = low;
    result.high[second] = high;
  }
  return result;
}
