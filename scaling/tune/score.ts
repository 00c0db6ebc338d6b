import { mean } from '../../contract/statistics';
import type { Slo } from '../../contract';
import { band, type Band, type Totals } from '../simulate';
import type { Candidate } from './space';

/** The results of many runs with one setting. */
export interface Score {
  readonly candidate: Candidate;
  /** Knobs that differ from what is written now. */
  readonly changes: number;
  /** Mean over the runs, of the whole scenario. */
  readonly costUsd: number;
  readonly podHours: number;
  readonly p95Ms: Band;
  readonly failureRate: Band;
  /** Later than the SLO or not at all, share of requests. */
  readonly sloMissRate: Band;
  readonly peakReplicas: number;
  readonly runs: number;
  /** Runs that met the SLO. */
  readonly met: number;
  /** How far the worst run is from the SLO: its p95 over the bound, or its failures; at most 1 when all met it. */
  readonly worst: number;
}

/** Stands for a bound of 0 failures, so that an excess can be computed. */
const LEAST_RATE = 1e-6;

export function scoreOf(candidate: Candidate, current: Candidate, totals: readonly Totals[], slo: Slo): Score {
  const excess = totals.map((run) => excessOf(run, slo));
  return {
    candidate,
    changes: candidate.filter((choice, knob) => choice !== current[knob]).length,
    costUsd: mean(totals.map(({ costUsd }) => costUsd)),
    podHours: mean(totals.map(({ podHours }) => podHours)),
    p95Ms: band(totals.map(({ p95Ms }) => p95Ms)),
    failureRate: band(totals.map(({ failureRate }) => failureRate)),
    sloMissRate: band(totals.map(({ sloMissRate }) => sloMissRate)),
    peakReplicas: Math.max(...totals.map(({ peakReplicas }) => peakReplicas)),
    runs: totals.length,
    met: excess.filter((one) => one <= 1).length,
    worst: Math.max(...excess),
  };
}

/** At most 1 when the SLO is met. A run that answers nothing misses it. */
function excessOf({ p95Ms, failureRate }: Totals, slo: Slo): number {
  const late = Number.isNaN(p95Ms) ? Infinity : p95Ms / slo.p95Ms;
  return Math.max(
    late,
    failureRate <= slo.errorRate ? 0 : Math.max(1 + LEAST_RATE, failureRate / Math.max(slo.errorRate, LEAST_RATE)),
  );
}

export function isMet({ met, runs }: Score): boolean {
  return met === runs;
}

/** Costs that differ by less are the same. */
const SAME_COST = 1e-9;

/** Negative when the first is to be preferred: it meets the SLO, then it is cheaper; or it misses less. */
export function compareScores(one: Score, other: Score): number {
  if (isMet(one) !== isMet(other)) return isMet(one) ? -1 : 1;
  const cost = one.costUsd - other.costUsd;
  if (isMet(one)) return Math.abs(cost) > SAME_COST ? cost : one.p95Ms.median - other.p95Ms.median || byChanges(one, other);
  return other.met - one.met || difference(one.worst, other.worst) || cost || byChanges(one, other);
}

/** Two infinities are the same. */
function difference(one: number, other: number): number {
  return one === other ? 0 : one - other;
}

/** Fewer changes are better; beyond that any order will do, as long as it is always the same. */
function byChanges({ candidate: one, changes }: Score, { candidate: other, changes: others }: Score): number {
  if (changes !== others) return changes - others;
  for (let index = 0; index < one.length; index++) {
    const apart = (one[index] ?? 0) - (other[index] ?? 0);
    if (apart !== 0) return apart;
  }
  return 0;
}

/** Scores that no other beats in cost without being worse in p95 or in misses; cheapest first. */
export function paretoFront(scores: readonly Score[]): Score[] {
  return scores
    .filter((one) => !scores.some((other) => dominates(other, one)))
    .sort((one, other) => one.costUsd - other.costUsd || one.p95Ms.median - other.p95Ms.median);
}

export function dominates(one: Score, other: Score): boolean {
  const [mine, yours] = [merits(one), merits(other)];
  return mine.every((value, index) => value <= (yours[index] ?? 0)) && mine.some((value, index) => value < (yours[index] ?? 0));
}

/** Lower is better. Latency of nothing is the worst there is. */
function merits({ costUsd, p95Ms, sloMissRate }: Score): number[] {
  return [costUsd, Number.isNaN(p95Ms.median) ? Infinity : p95Ms.median, sloMissRate.median];
}
