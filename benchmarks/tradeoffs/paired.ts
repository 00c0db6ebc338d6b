import { mean } from '../../contract/statistics';
import type { Direction } from '../../contract/tradeoffs';

/** A change from before to after, with its 95 % interval; as a ratio, or as a difference where values may be zero. */
export interface Change {
  readonly scale: 'ratio' | 'difference';
  readonly before: number;
  readonly after: number;
  readonly change: number;
  readonly low: number;
  readonly high: number;
}

/** 97.5th percentile of Student's t by degrees of freedom, from 1 on (any table of the distribution). */
const T_975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101,
  2.093,
];
const T_NORMAL = 1.96;
/** A smaller relative change counts as none, even if its interval excludes 1. */
const NEGLIGIBLE_RATIO = 0.05;
/** For shares: half a percentage point. */
const NEGLIGIBLE_DIFFERENCE = 0.005;

/**
 * Repeats of two arms that ran beside each other: a paired t interval of the logarithm of the ratio, because latencies
 * vary in proportion to their size. Undefined with fewer than two pairs, or where a value is not above zero.
 */
export function pairedRatio(before: readonly number[], after: readonly number[]): Change | undefined {
  const logs = pairsOf(before, after).map(([one, other]) => Math.log(other / one));
  if (logs.length < 2 || logs.some((value) => !Number.isFinite(value))) return undefined;
  const { centre, half } = tInterval(logs);
  return {
    scale: 'ratio',
    before: geometricMean(before),
    after: geometricMean(after),
    change: Math.exp(centre),
    low: Math.exp(centre - half),
    high: Math.exp(centre + half),
  };
}

/** For shares such as an error rate, which may be zero. */
export function pairedDifference(before: readonly number[], after: readonly number[]): Change | undefined {
  const differences = pairsOf(before, after).map(([one, other]) => other - one);
  if (differences.length < 2) return undefined;
  const { centre, half } = tInterval(differences);
  return {
    scale: 'difference',
    before: mean(before),
    after: mean(after),
    change: centre,
    low: centre - half,
    high: centre + half,
  };
}

/**
 * Difference of two accuracies from their Wilson intervals (Newcombe, Statistics in Medicine 17 (1998), method 10). The
 * models labelled the same e-mails, so the true interval is narrower.
 */
export function accuracyDifference(before: Required<Estimate>, after: Required<Estimate>): Change {
  return independentDifference(before, after);
}

/** The direction of a change; `same` when its interval shows no change that matters, undefined when it is unclear. */
export function directionOf({ scale, change, low, high }: Change): Direction | undefined {
  const none = scale === 'ratio' ? 1 : 0;
  const band = scale === 'ratio' ? NEGLIGIBLE_RATIO : NEGLIGIBLE_DIFFERENCE;
  if (low >= none - band && high <= none + band) return 'same';
  if (low > none) return 'up';
  if (high < none) return 'down';
  // Differences of accuracy have intervals wider than the truth; a ratio whose interval holds both more and less is unclear.
  return scale === 'difference' && Math.abs(change) <= band ? 'same' : undefined;
}

function tInterval(values: readonly number[]): { centre: number; half: number } {
  const centre = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
  return { centre, half: (T_975[values.length - 2] ?? T_NORMAL) * Math.sqrt(variance / values.length) };
}

function pairsOf(before: readonly number[], after: readonly number[]): [number, number][] {
  return before.slice(0, after.length).map((one, index) => [one, after[index] ?? Number.NaN]);
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(mean(values.map(Math.log)));
}

/** A number with its 95 % interval, where it was measured with one. */
export interface Estimate {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/**
 * The ratio of two numbers that were measured apart, with the interval that theirs give for it (MOVER on logarithms: Donner and Zou,
 * Statistical Methods in Medical Research 21 (2012)). Undefined where a value is not above zero; without an interval of both, the bounds are
 * NaN.
 */
export function independentRatio(before: Estimate, after: Estimate): Change | undefined {
  if (!(before.value > 0) || !(after.value > 0)) return undefined;
  const { change, low, high } = mover(logOf(before), logOf(after));
  return {
    scale: 'ratio',
    before: before.value,
    after: after.value,
    change: Math.exp(change),
    low: Math.exp(low),
    high: Math.exp(high),
  };
}

/** The same for the difference of two shares; with intervals by Wilson it is Newcombe's method 10. */
export function independentDifference(before: Estimate, after: Estimate): Change {
  return { scale: 'difference', before: before.value, after: after.value, ...mover(before, after) };
}

function mover(before: Estimate, after: Estimate): Pick<Change, 'change' | 'low' | 'high'> {
  const change = after.value - before.value;
  const below = Math.hypot(after.value - (after.low ?? NaN), (before.high ?? NaN) - before.value);
  const above = Math.hypot((after.high ?? NaN) - after.value, before.value - (before.low ?? NaN));
  return { change, low: change - below, high: change + above };
}

function logOf({ value, low = NaN, high = NaN }: Estimate): Estimate {
  return { value: Math.log(value), low: Math.log(low), high: Math.log(high) };
}
