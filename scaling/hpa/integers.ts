/** Go's integer arithmetic, where it differs from JavaScript's. */

export const MAX_INT32 = 2 ** 31 - 1;
export const MIN_INT32 = -(2 ** 31);

/** math.MaxInt64 as the float64 it becomes in a ratio. */
export const MAX_INT64 = 2 ** 63;

/** Go's int32(f) on amd64: truncates; what does not fit (and NaN) becomes the least int32. */
export function toInt32(value: number): number {
  const truncated = Math.trunc(value);
  return truncated >= MIN_INT32 && truncated <= MAX_INT32 ? truncated | 0 : MIN_INT32;
}

/** `part * 100 / whole` in int64, truncated, as int32. A quotient of doubles below 2^53 truncates exactly; above, BigInt does it. */
export function percentOf(part: number, whole: number): number {
  const hundredfold = part * 100;
  if (Number.isSafeInteger(hundredfold)) return Math.trunc(hundredfold / whole) | 0;
  return Number(BigInt.asIntN(32, BigInt.asIntN(64, BigInt(part) * 100n) / BigInt(whole)));
}
