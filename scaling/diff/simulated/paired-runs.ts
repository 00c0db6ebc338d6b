import { clientTimeoutMs, ensembleOf, type SimulationConfig, type SimulationRun, type Threads } from '../../simulate';
import type { PredictedTimeSeries, PredictionRow } from '../schema';
import { isOver, type Effort } from './effort';
import { DECISIVE_METRICS, pairedMetrics } from './paired-metrics';
import { timeSeriesOf } from './time-series';

export interface Runs {
  /** As many as the last look takes. */
  readonly seeds: readonly number[];
  /** After how many runs to look, ascending. */
  readonly looks: readonly number[];
  /** How many tests share one risk of a false alarm, looks counted. */
  readonly tests: number;
  readonly threads: Threads;
  readonly effort: Effort;
}

export interface PairedRuns {
  readonly rows: readonly PredictionRow[];
  readonly timeSeries: PredictedTimeSeries;
}

/**
 * Both sides with the same seeds, so the same arrivals and service times, until none of the numbers that decide is unclear, or the last look or the time is
 * over.
 */
export async function pairedRuns(
  of: Pick<PredictionRow, 'pods' | 'scenario'>,
  baseConfig: SimulationConfig,
  headConfig: SimulationConfig,
  { seeds, looks, tests, threads, effort }: Runs,
): Promise<PairedRuns> {
  const base: SimulationRun[] = [];
  const head: SimulationRun[] = [];
  const patienceMs = clientTimeoutMs(baseConfig.load);
  const counted = headConfig.measureFromSeconds === undefined ? 'everything' : 'requests';
  let rows: ReturnType<typeof pairedMetrics> = [];
  for (const look of looks) {
    const next = seeds.slice(base.length, look);
    base.push(...(await threads.run(baseConfig, next)));
    head.push(...(await threads.run(headConfig, next)));
    rows = pairedMetrics(base, head, { patienceMs, tests, counted });
    const isUnclear = rows.some(({ metric, change }) => DECISIVE_METRICS.has(metric) && change.verdict === 'unclear');
    if (isOver(effort) || !isUnclear) break;
  }
  return {
    rows: rows.map((row) => ({ ...of, ...row })),
    timeSeries: { ...of, ...timeSeriesOf(ensembleOf(base), ensembleOf(head)) },
  };
}
