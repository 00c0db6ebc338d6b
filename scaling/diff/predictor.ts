import type { Manifests } from '../manifests';

/** A number with the band that 5 to 95 % of the runs fall into. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** One metric of one set of pods on one scenario. `change` is in the metric's unit, head minus base, of runs with the same arrivals. */
export interface PredictionRow {
  /** `Deployment api` */
  readonly pods: string;
  /** `step`, `spike`, `diurnal`, or the name of a scenario file. */
  readonly scenario: string;
  /** `p95Ms`, `errorRate`, `replicaHours`, `sloMissShare`, `costPer1000Usd`, … */
  readonly metric: string;
  readonly base: Estimate;
  readonly head: Estimate;
  readonly change: Estimate;
}

export interface Predictions {
  /** Where service times are from; `assumed` makes the rows an illustration. */
  readonly serviceTimes: 'measured' | 'given' | 'assumed';
  readonly assumptions: readonly string[];
  readonly rows: readonly PredictionRow[];
}

/** Makes predictions for two sides of a diff. Implemented elsewhere; the diff only shows and judges what it says. */
export interface Predictor {
  readonly predict: (base: Manifests, head: Manifests) => Promise<Predictions>;
}

/** A change is material when its band does not hold zero. */
export function isMaterial({ change }: PredictionRow): boolean {
  return change.low > 0 || change.high < 0;
}
