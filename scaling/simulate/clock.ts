/**
 * The simulated time of the event being handled, milliseconds since the start. It is a cell that everybody reads, and not an
 * argument, where requests pass by: a fraction that is handed to a function that V8 does not inline is allocated.
 */
export type Clock = Float64Array;

export function newClock(): Clock {
  return new Float64Array(1);
}
