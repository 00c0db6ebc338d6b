/**
 * The simulated time of the event being handled, milliseconds since the start. It is a cell that everybody reads, not an
 * argument, because V8 allocates a fraction that is handed to a function that it does not inline, and a request passes many.
 */
export type Clock = Float64Array;

export function newClock(): Clock {
  return new Float64Array(1);
}

/**
 * The time of an event that never happens. A constant of a module, not the global `Infinity`, because looking up a global is
 * slow in a context of its own (jest, workers).
 */
export const NEVER = Infinity;
