import type { BenchmarkResult } from '../../contract/result';
import { agreesWith, type Comparison, type Direction, type TradeoffMetric } from '../../contract/tradeoffs';
import { directionOf, type Change } from './paired';

type Cells = BenchmarkResult['rows'][number];

/** What is said of a number before it is measured; empty where nothing is. */
export interface Claims {
  readonly textbook: NonNullable<Comparison['textbook'][TradeoffMetric]> | '';
  readonly expected: Direction | '';
}

interface Compared {
  readonly change: Change;
  /** False for a change without an interval: its direction is not known then. */
  readonly isCertain: boolean;
  readonly claims: Claims;
  /** Names of results: of the first arm, of the other. */
  readonly from: readonly [string, string];
  /** Why this lab expects it, and why it may go another way; shown only where a claim was wrong. */
  readonly because: string;
  readonly whyNot: string;
}

export function claimsOf({ textbook, expected }: Pick<Comparison, 'textbook' | 'expected'>, metric: TradeoffMetric): Claims {
  return { textbook: textbook[metric] ?? '', expected: expected[metric] ?? '' };
}

/** What changed between two arms, and whether the course and this lab expect it. */
export function changeCells({ change, isCertain, claims, from, because, whyNot }: Compared): Cells {
  const { textbook, expected } = claims;
  const went = isCertain ? directionOf(change) : undefined;
  const agrees = textbook === '' ? 'nothing-said' : verdict(went, (direction) => agreesWith(textbook, direction));
  const asExpected = expected === '' ? 'nothing-said' : verdict(went, (direction) => direction === expected);
  const isWrong = agrees === 'no' || asExpected === 'no';
  return {
    scale: change.scale,
    beforeValue: change.before,
    afterValue: change.after,
    change: change.change,
    ...(isCertain ? { low: change.low, high: change.high } : {}),
    direction: went ?? 'unclear',
    agrees,
    asExpected,
    beforeResult: from[0],
    afterResult: from[1],
    ...(isWrong ? { why: asExpected === 'yes' ? because : whyNot } : {}),
  };
}

function verdict(went: Direction | undefined, isRight: (went: Direction) => boolean): 'yes' | 'no' | 'unclear' {
  if (went === undefined) return 'unclear';
  return isRight(went) ? 'yes' : 'no';
}
