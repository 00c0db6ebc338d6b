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

/** One quantity over time: what the runs say in the middle, and between 5 and 95 % of them. null: nothing to show at that time. */
export interface BandCurve {
  readonly median: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** How both sides go through a scenario; value number i is of second i * stepSeconds on. */
export interface PredictedTimeSeries {
  readonly pods: string;
  readonly scenario: string;
  readonly stepSeconds: number;
  readonly offeredRps: readonly number[];
  readonly replicas: { readonly base: BandCurve; readonly head: BandCurve };
  readonly p95Ms: { readonly base: BandCurve; readonly head: BandCurve };
}

/** A set of pods that scales differently and of which nothing can be said. */
export interface Unpredicted {
  readonly pods: string;
  readonly reason: string;
}

export interface Predictions {
  /** Where service times are from; `assumed` makes the rows an illustration. */
  readonly serviceTimes: 'measured' | 'given' | 'assumed';
  readonly assumptions: readonly string[];
  readonly rows: readonly PredictionRow[];
  readonly timeSeries: readonly PredictedTimeSeries[];
  /** A gate on a prediction does not let these through. */
  readonly unpredicted: readonly Unpredicted[];
}

/** Makes predictions for two sides of a diff. Implemented elsewhere; the diff only shows and judges what it says. */
export interface Predictor {
  readonly predict: (base: Manifests, head: Manifests) => Promise<Predictions>;
}

/** A change is material when its band does not hold zero. */
export function isMaterial({ change }: PredictionRow): boolean {
  return change.low > 0 || change.high < 0;
}
