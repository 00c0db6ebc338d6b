/** Milliseconds since the benchmark began. All series of a result use this clock. */
export type Clock = () => number;

export type Sleep = (ms: number) => Promise<void>;

export function clockFrom(startMs: number, monotonic: () => number): Clock {
  return () => monotonic() - startMs;
}

export const sleep: Sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
