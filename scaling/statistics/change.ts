import { mean } from '../../contract/statistics';
import { studentWithin } from './student';

/** The mean of several runs, and where the mean of endlessly many lies with 90 % confidence. */
export interface MeanInterval {
  readonly mean: number;
  /** Without an end where there are fewer than two runs. */
  readonly low: number;
  readonly high: number;
}

/**
 * What runs of two sides say about a change.
 *
 * - `changed`: clear of chance, and not shown to be within the margin
 * - `slight`: within the margin (two one-sided tests at 5 %), but not nothing
 * - `same`: within the margin, and nothing speaks for a change
 * - `unclear`: none of these can be claimed yet
 */
export const CHANGE_VERDICTS = ['changed', 'slight', 'same', 'unclear'] as const;
export type ChangeVerdict = (typeof CHANGE_VERDICTS)[number];

export interface PairedChange extends MeanInterval {
  readonly verdict: ChangeVerdict;
  /** Clear of chance at the level that the whole family of tests keeps to. */
  readonly isClear: boolean;
}

export interface ChangeTest {
  /** Changes of the mean that are smaller are not material; in the unit of the values, >= 0. */
  readonly margin: number;
  /** How many tests share one risk of a false alarm: numbers that are looked at, times how often. */
  readonly tests: number;
}

/** The mean lies in the interval that is shown in so many of 100 cases; both one-sided tests of equivalence are at 5 %. */
export const SHOWN_CONFIDENCE = 0.9;
/** Of all tests of one set of pods together, when nothing changes at all. */
export const FALSE_ALARMS = 0.05;
/** Nothing is called the same that is clear of chance by this ordinary level. */
const ORDINARY_CONFIDENCE = 0.95;

/** Student's interval of the mean of independent values. */
export function meanInterval(values: readonly number[], confidence: number = SHOWN_CONFIDENCE): MeanInterval {
  const middle = mean(values);
  // One run says nothing about the next.
  const half = values.length < 2 ? Infinity : studentWithin(confidence, values.length - 1) * standardError(values, middle);
  return { mean: middle, low: middle - half, high: middle + half };
}

/**
 * Tests the mean of changes, one for each pair of runs. A change is claimed only where chance would do as much in 5 % of cases at most,
 * over all tests of the family (Bonferroni); sameness only by an equivalence test (two one-sided tests, Schuirmann 1987).
 */
export function testChange(changes: readonly number[], { margin, tests }: ChangeTest): PairedChange {
  const shown = meanInterval(changes);
  const isClear = excludesZero(meanInterval(changes, 1 - FALSE_ALARMS / Math.max(1, tests)));
  const isWithinMargin = shown.low >= -margin && shown.high <= margin;
  const isNothing = !excludesZero(meanInterval(changes, ORDINARY_CONFIDENCE));
  const verdict = isWithinMargin ? (isNothing ? 'same' : 'slight') : isClear ? 'changed' : 'unclear';
  return { ...shown, verdict, isClear };
}

function standardError(values: readonly number[], middle: number): number {
  let squares = 0;
  for (const value of values) squares += (value - middle) ** 2;
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

function excludesZero({ low, high }: MeanInterval): boolean {
  return low > 0 || high < 0;
}
