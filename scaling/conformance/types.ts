/**
 * What every conformance suite reports: how many traces agreed with upstream, and where the first ones did not.
 * A suite is one function `(trace) => Mismatch[]`; replay.ts runs it over a file (traces.ts reads it) and counts.
 *
 * - `hpa`, `kpa`, `rollout`: the suites, with their traces in `hpa-trace`, `rollout-trace` and `kpa` itself
 * - `kserve/`: recorded cases of KServe; `*-tables.test.ts`: tables of upstream's own tests
 */

/** One field of one step where this code and the real controller disagree. */
export interface Mismatch {
  /** Id of the trace, as written in the file. */
  readonly trace: string;
  /** Index into the trace's steps (HPA) or ticks (KPA), from 0; -1 for what is resolved before the first one. */
  readonly step: number;
  /** Dotted path below `expect`, e.g. `conditions.ScalingLimited`. */
  readonly field: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** Counted in traces: a trace with one wrong field anywhere has failed. */
export interface SuiteReport {
  passed: number;
  failed: number;
  /** The first mismatches, at most {@link MAX_MISMATCHES}. */
  mismatches: Mismatch[];
}

/** Enough to see a pattern, few enough to read. */
export const MAX_MISMATCHES = 20;

/** Replays one trace against our implementation; an empty list means bit-exact agreement. */
export type ReplayTrace<Trace> = (trace: Trace) => Mismatch[];
