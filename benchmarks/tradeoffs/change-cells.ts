import type { BenchmarkResult } from '../../contract/result';
import type { Direction } from '../../contract/tradeoffs';
import { directionOf, type Change } from './paired';

type Cells = BenchmarkResult['rows'][number];

interface Compared {
  readonly change: Change;
  /** False for a change without an interval: its direction is not known then. */
  readonly isCertain: boolean;
  readonly textbook: Direction;
  /** Names of results: of the first arm, of the other. */
  readonly from: readonly [string, string];
  /** Why it may go another way than the textbook says; shown only where it did. */
  readonly whyNot: string;
}

/** What changed between two arms, and whether the textbook expects it. */
export function changeCells({ change, isCertain, textbook, from, whyNot }: Compared): Cells {
  const went = isCertain ? directionOf(change) : undefined;
  return {
    scale: change.scale,
    beforeValue: change.before,
    afterValue: change.after,
    change: change.change,
    ...(isCertain ? { low: change.low, high: change.high } : {}),
    direction: went ?? 'unclear',
    agrees: went === undefined ? 'unclear' : went === textbook ? 'yes' : 'no',
    beforeResult: from[0],
    afterResult: from[1],
    ...(went !== undefined && went !== textbook ? { why: whyNot } : {}),
  };
}
