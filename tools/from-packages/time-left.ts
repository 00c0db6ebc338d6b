/** One piece of work: what it should take, and how much of it is done. */
export interface Piece {
  readonly expectedSeconds: number;
  /** 0 to 1 */
  readonly done: number;
  /** Seconds spent on it so far. */
  readonly spentSeconds: number;
}

/** Expected seconds that must be behind us before the measured pace outweighs the recorded one. */
const TRUSTED_SECONDS = 20;

/**
 * Seconds until all pieces are done: what was expected of the undone parts, times how much slower or faster the done parts
 * went than expected. Before much is done the pace counts as the expected one.
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
