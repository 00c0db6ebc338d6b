/** Weight of the newest bucket never falls below this. Upstream: bucketing.go, minExponent. */
const LEAST_COEFFICIENT = 0.2;

/**
 * Smoothing coefficient of a window of 1, 2, ... 41 buckets: 1 - 0.0001^(1/buckets), so that all weights together reach 0.9999.
 * A table and not a formula because the averages are not rounded afterwards: Go's math.Pow on amd64 and JavaScript's differ in
 * the last bit. These are Go's, printed with 17 significant digits.
 */
const COEFFICIENTS: readonly number[] = [
  0.9999, 0.99, 0.9535841116638721, 0.9, 0.8415106807538886, 0.7845565309968116, 0.7317304204720274, 0.683772233983162,
  0.6406186336195372, 0.6018928294465027, 0.5671238718916941, 0.535841116638722, 0.507611736829326, 0.4820525320768788,
  0.45883047345353634, 0.4376586748096509, 0.41829086706256413, 0.40051574968105896, 0.3841517889339736, 0.36904265551980675,
  0.3550533228962376, 0.342066775342432, 0.3299812496490411, 0.31870793094203875, 0.3081690290810636, 0.29829617132961717,
  0.28902905676875645, 0.28031432699884795, 0.27210461560168486, 0.2643577455403586, 0.25703604924050527, 0.2501057906675441,
  0.24353667244537114, 0.23730141409765548, 0.231375389960226, 0.2257363173188729, 0.22036398695947668, 0.21524002964853872,
  0.21034771315002732, 0.2056717652757185, 0.20119821919842973,
];

/** Follows Knative Serving 98e5ef9, pkg/autoscaler/aggregation/bucketing.go, computeSmoothingCoeff. */
export function smoothingCoefficient(buckets: number): number {
  return COEFFICIENTS[buckets - 1] ?? LEAST_COEFFICIENT;
}

/**
 * base^exponent for 0 <= base < 1 and a whole exponent >= 1, to the bit as Go's math.Pow (src/math/pow.go of Go 1.26) computes it:
 * repeated squaring of the mantissa with the exponent kept apart, so that a tiny weight underflows where it does there.
 */
export function wholePower(base: number, exponent: number): number {
  if (base === 0) return 0;
  let square = base;
  let squareExponent = 0;
  while (square < 0.5) {
    square *= 2;
    squareExponent -= 1;
  }
  let result = 1;
  let resultExponent = 0;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      result *= square;
      resultExponent += squareExponent;
    }
    square *= square;
    squareExponent *= 2;
    if (square < 0.5) {
      square *= 2;
      squareExponent -= 1;
    }
  }
  return scaleByPowerOfTwo(result, resultExponent);
}

/** value * 2^exponent with a single rounding, also where the result is subnormal. */
function scaleByPowerOfTwo(value: number, exponent: number): number {
  if (exponent > -1000) return value * 2 ** exponent;
  if (exponent < -1200) return 0;
  return value * 2 ** -200 * 2 ** (exponent + 200);
}
