/** Sums, means and percentiles, defined once for everything that reports them. */

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += values[index] ?? 0;
  return total;
}

/** NaN without values. */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}

export function sortedCopy(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/**
 * Nearest-rank percentile, for requests: the smallest value with at least `share` of all values at or below it. Exact, never
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

/** Quantile of a few values, such as those of repeated runs: linear between order statistics. NaN without values. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

/** The middle value, or the mean of the middle two. Missing values (NaN) do not count; NaN without values. */
export function median(values: readonly number[]): number {
  return quantile(sortedCopy(withoutGaps(values)), 0.5);
}

/** Without missing values (NaN). */
export function withoutGaps(values: readonly number[]): number[] {
  return values.filter((value) => !Number.isNaN(value));
}
