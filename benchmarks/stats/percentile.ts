/**
 * Nearest-rank percentile: the smallest value with at least `share` of all values at or below it. Exact, never
 * interpolated, so it is always a latency that happened. Undefined without values.
 */
export function percentile(sorted: ArrayLike<number>, share: number): number | undefined {
  if (sorted.length === 0) return undefined;
  return sorted[rank(sorted.length, share) - 1];
}

/** 1-based rank of a percentile. Products such as 0.95 x 20 are not exact in binary, hence the tiny allowance. */
export function rank(count: number, share: number): number {
  return Math.min(count, Math.max(1, Math.ceil(share * count - 1e-9)));
}

export function sortedCopy(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}
