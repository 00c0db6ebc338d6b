import type { Slo } from '../../contract';
import type { Patch } from './patch';

/** `found`: cheaper, or meets what the current one misses. `current-is-best`: nothing cheaper meets the SLO. `none`: nothing meets it. */
export type Outcome = 'found' | 'current-is-best' | 'none';

export interface TuneReport {
  readonly schema: 'lab.tune/v1';
  readonly outcome: Outcome;
  readonly pods: string;
  readonly scaler: string;
  readonly slo: Slo;
  /** Of the settings, in the order of every point's texts. */
  readonly knobs: readonly string[];
  readonly seeds: number;
  readonly current: Point;
  /** What to set: the cheapest that met the SLO on all seeds of the search and of the validation. */
  readonly chosen: Point | null;
  /** With `none`: what misses the SLO least. */
  readonly nearest: Point | null;
  /** With `none`: whether more pods would help at all. */
  readonly floor: Floor | null;
  readonly validation: Validation;
  /** Everything that was simulated; cheapest first. */
  readonly points: readonly Point[];
  readonly patch: Patch | null;
  readonly assumptions: readonly string[];
}

export interface Point {
  readonly settings: readonly string[];
  readonly isCurrent: boolean;
  /** No other is cheaper without being slower or missing more. */
  readonly isPareto: boolean;
  readonly meetsSlo: boolean;
  readonly costUsd: number;
  readonly podHours: number;
  readonly peakReplicas: number;
  readonly p95Ms: number;
  readonly worstP95Ms: number;
  readonly sloMissRate: number;
  readonly failureRate: number;
  readonly runs: number;
  readonly met: number;
}

/** The result of many pods that are always there: no setting of an autoscaler is better. */
export interface Floor {
  readonly pods: number;
  readonly p95Ms: number;
  readonly failureRate: number;
  readonly meetsSlo: boolean;
}

/** The answer on seeds that the search has not seen. */
export interface Validation {
  readonly seeds: number;
  readonly current: Point;
  /** Of the chosen setting, or of the nearest. */
  readonly chosen: Point | null;
  /** Cheaper ones that met the SLO in the search and missed it here. */
  readonly rejected: number;
}
