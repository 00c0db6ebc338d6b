import { percentile, sortedCopy, sum, withoutGaps } from '../../../contract/statistics';
import type { BenchmarkResult } from '../../../contract/result';
import { band, simulateMany, type Band, type Ensemble, type Threads } from '../ensemble';
import { compare, type Comparison, type ComparedRun, timeTo } from '../recorded/compare';
import { calibrateMeasured } from './calibrate';
import type { MeasuredRun } from './measured-run';
import { measuredSimulation, type MeasuredModel } from './simulation';

export { counterpartsOf, type Counterpart, type KeptResult } from './counterparts';
export { measuredRun, type MeasuredRun } from './measured-run';
export type { MeasuredModel } from './simulation';

interface MeasuredComparison extends Comparison {
  /** Seconds from the end of the first phase until as many pods are ready as were measured at most. */
  readonly timeToMax: Band;
}

export interface MeasuredReport extends MeasuredComparison {
  readonly name: string;
  readonly seeds: number;
  /** What the prediction rests on, in words. */
  readonly calibration: readonly string[];
  readonly cautions: readonly string[];
  /** Seconds whose replicas are compared: all after the first phase. */
  readonly comparedSeconds: number;
  /** Ready pods by second from the end of the first phase on: measured, and the median of the predicted. */
  readonly replicas: { readonly measured: readonly number[]; readonly predicted: readonly number[] };
}

export interface MeasuredOptions {
  readonly elsewhere: readonly BenchmarkResult[];
  readonly seeds: readonly number[];
  readonly threads: Threads;
}

/** What the simulator says a measured run would be like. */
export interface MeasuredPrediction extends MeasuredComparison {
  readonly ensemble: Ensemble;
  /** What it rests on, in words. */
  readonly calibration: readonly string[];
}

/**
 * Predicts a measured run and compares. Requests per second are those that were sent; what a request costs is calibrated on what
 * came before the compared part; how the autoscaler and its sensors tick is left to chance, as many ways as there are seeds.
 * Replicas are ready pods; p95 and failures are of the whole load, of which the first phase is a small part.
 *
 * @throws UserError when nothing says what a request costs
 */
export async function predictMeasured(
  run: MeasuredRun,
  model: MeasuredModel,
  { elsewhere, seeds, threads }: MeasuredOptions,
): Promise<MeasuredPrediction> {
  const calibration = calibrateMeasured(run, elsewhere);
  const ensemble = await simulateMany(measuredSimulation(run, model, calibration), seeds, { threads });
  const predicted = ensemble.runs.map(({ series, totals: { p95Ms, failureRate } }) => ({
    replicas: Array.from(series.readyPods.subarray(comparedFrom(run), run.seconds)),
    p95Ms,
    failureRate,
  }));
  const comparison = compare(comparedRun(run), predicted);
  const timeToMax = band(predicted.map(({ replicas }) => timeTo(replicas, comparison.recorded.maxReplicas)));
  return { ...comparison, ensemble, timeToMax, calibration: calibration.words };
}

export async function compareMeasured(run: MeasuredRun, model: MeasuredModel, options: MeasuredOptions): Promise<MeasuredReport> {
  const {
    ensemble: { runs },
    calibration,
    ...comparison
  } = await predictMeasured(run, model, options);
  const from = comparedFrom(run);
  const measured = run.readyPods.slice(from);
  const pods = runs.map(({ series }) => series.readyPods.subarray(from, run.seconds));
  return {
    name: run.name,
    seeds: options.seeds.length,
    calibration,
    cautions: run.cautions,
    comparedSeconds: measured.length,
    ...comparison,
    replicas: {
      measured,
      predicted: measured.map((_, second) => percentile(sortedCopy(pods.map((one) => one[second] ?? 0)), 0.5) ?? 0),
    },
  };
}

/** One measured run as a prediction of another, over the seconds that both have. */
export function compareRuns(reference: MeasuredRun, other: MeasuredRun): Comparison {
  const seconds = Math.min(reference.seconds, other.seconds);
  return compare(comparedRun(reference, seconds), [comparedRun(other, seconds)]);
}

function comparedRun(run: MeasuredRun, seconds = run.seconds): ComparedRun {
  const offered = sum(withoutGaps(run.offered));
  return {
    replicas: run.readyPods.slice(comparedFrom(run), seconds),
    p95Ms: run.totalP95Ms,
    failureRate: offered === 0 ? 0 : sum(withoutGaps(run.errors)) / offered,
  };
}

function comparedFrom({ firstPhaseSeconds }: MeasuredRun): number {
  return Math.floor(firstPhaseSeconds);
}
