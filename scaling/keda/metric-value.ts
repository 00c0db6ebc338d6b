/**
 * A float in thousandths as KEDA hands it to the HPA: three decimals, a tie to the even one; NaN and negative values are 0.
 * Follows KEDA 8b4f083, pkg/scalers/scaler.go, quantityFromFloat64 (Go's %.3f).
 */
export function metricMilli(value: number): number {
  if (!Number.isFinite(value) || value < 0) return 0;
  if (value >= 1e21) return value * 1000;
  const halfUp = Number(value.toFixed(3).replace('.', ''));
  // Only an odd number of sixteenths lies exactly between two thousandths.
  return (value * 16) % 2 === 1 && halfUp % 2 === 1 ? halfUp - 1 : halfUp;
}

/** Upstream: resource.Quantity.AsApproximateFloat64 of a quantity in thousandths. */
export function approximateFromMilli(milli: number): number {
  return milli * 1e-3;
}

/** int64(float64 * 1000) as Go on amd64 computes it: toward zero; what does not fit becomes the smallest int64. */
export function truncatedMilli(value: number): number {
  const milli = Math.trunc(value * 1000);
  return milli >= -(2 ** 63) && milli < 2 ** 63 ? milli : -(2 ** 63);
}
