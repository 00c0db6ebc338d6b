import type { Condition } from './types';

/** The replicas after normalization, and the two conditions that explain them. */
export interface Normalized {
  readonly replicas: number;
  readonly ableToScale: Condition;
  readonly scalingLimited: Condition;
}

/** The scale before, what the metrics ask for, and the bounds. */
export interface Recommendation {
  readonly current: number;
  readonly desired: number;
  readonly min: number;
  readonly max: number;
}
