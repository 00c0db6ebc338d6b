import { requestsOf, type SimulationConfig } from '../../simulate';
import { looksUpTo } from '../../statistics';

/** How much is simulated for a prediction. */
export interface Effort {
  /** Exactly so many runs of each side; undefined: until every number is clear, within the limits below. */
  readonly runs: number | undefined;
  readonly nowMs: () => number;
  /** By that clock: no run begins after it. */
  readonly endsAtMs: number;
}

/** Until every number is clear, however long that takes: for tests and small models. */
export const UNHURRIED: Effort = { runs: undefined, nowMs: () => 0, endsAtMs: Infinity };

/** Fewer runs say too little about the next one. */
const LEAST_RUNS = 4;
const MOST_RUNS = 160;
/** Of both sides together, over everything that one diff predicts: about half a minute on two cores. */
const REQUESTS_OF_A_DIFF = 60e6;
/** With the fewest runs, under one load: above it there is no prediction. */
const MOST_REQUESTS_OF_A_LOAD = 80e6;

/**
 * After how many runs to look whether everything is clear. It follows from the load alone, not from how fast the machine is.
 *
 * @param loads under which the whole diff is predicted, over all sets of pods
 * @returns undefined where even the fewest runs take too long
 */
export function looksOf(config: SimulationConfig, { runs }: Effort, loads: number): number[] | undefined {
  if (runs !== undefined) return [runs];
  const perRun = config.load.kind === 'scenario' ? 2 * requestsOf(config.load.scenario) : 0;
  if (perRun * LEAST_RUNS > MOST_REQUESTS_OF_A_LOAD) return undefined;
  const affordable = Math.floor(REQUESTS_OF_A_DIFF / Math.max(1, loads) / Math.max(1, perRun));
  return looksUpTo(Math.min(MOST_RUNS, Math.max(LEAST_RUNS, affordable)));
}

/** Of both sides, for one step of a search. */
const MOST_REQUESTS_OF_A_STEP = 10e6;

/** Whether a search may simulate a load so many times on both sides. */
export function affordsStep(requests: number, runs: number): boolean {
  return 2 * requests * runs <= MOST_REQUESTS_OF_A_STEP;
}

export function isOver({ nowMs, endsAtMs }: Effort): boolean {
  return nowMs() >= endsAtMs;
}
