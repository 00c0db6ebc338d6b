/** One piece of work: its expected time, and how much of it is done. */
export interface Piece {
  readonly expectedSeconds: number;
  /** 0 to 1 */
  readonly done: number;
  /** Seconds spent on it so far. */
  readonly spentSeconds: number;
}

/** Expected seconds of finished work after which the measured pace outweighs the recorded one. */
const TRUSTED_SECONDS = 20;

/**
 * Seconds until all pieces are done: the expected time of the open parts, scaled by the pace of the finished ones. Before
 * much is done, the pace counts as expected.
 */
export function secondsLeft(pieces: readonly Piece[]): number {
  const expectedDone = sum(pieces.map((piece) => piece.expectedSeconds * piece.done));
  const spent = sum(pieces.map((piece) => piece.spentSeconds));
  const pace = (spent + TRUSTED_SECONDS) / (expectedDone + TRUSTED_SECONDS);
  return pace * sum(pieces.map((piece) => piece.expectedSeconds * (1 - piece.done)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
