/** Student's t distribution: exact quantiles for means of few runs. */

/** Lanczos' approximation with the coefficients of Numerical Recipes (3rd edition, 6.1); relative error below 1e-14. */
const LANCZOS = [
  57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202, 3.399464998481189e-5, 4.652362892704858e-5,
  -9.837447530487956e-5, 0.0001580887032249125, -0.00021026444172410488, 0.00021743961811521265, -0.0001643181065367639,
  8.441822398385275e-5, -2.6190838401581408e-5, 3.6899182659531625e-6,
];

function logGamma(value: number): number {
  const shifted = value + 5.2421875;
  const series = LANCZOS.reduce((sum, factor, index) => sum + factor / (value + index + 1), 0.9999999999999971);
  return (value + 0.5) * Math.log(shifted) - shifted + Math.log((2.5066282746310007 * series) / value);
}

const MOST_TERMS = 10_000;
const TINY = 1e-300;
const PRECISE = 1e-15;

/** Continued fraction of the incomplete beta function (Lentz; Numerical Recipes, 3rd edition, 6.4). */
function betaFraction(a: number, b: number, x: number): number {
  const safe = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / safe(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let term = 1; term <= MOST_TERMS; term++) {
    const even = (term * (b - term) * x) / ((a + 2 * term - 1) * (a + 2 * term));
    d = 1 / safe(1 + even * d);
    c = safe(1 + even / c);
    result *= d * c;
    const odd = (-(a + term) * (a + b + term) * x) / ((a + 2 * term) * (a + 2 * term + 1));
    d = 1 / safe(1 + odd * d);
    c = safe(1 + odd / c);
    result *= d * c;
    if (Math.abs(d * c - 1) < PRECISE) break;
  }
  return result;
}

/** Regularized incomplete beta function, the share of a beta distribution below x. */
function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(a, b, x)) / a : 1 - (front * betaFraction(b, a, 1 - x)) / b;
}

/**
 * How likely a t statistic is to be farther from zero than this one, on both sides together, when there is no effect.
 *
 * @param degrees degrees of freedom, >= 1
 */
export function studentTwoSided(t: number, degrees: number): number {
  return incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t));
}

const BISECTIONS = 200;
const known = new Map<string, number>();

/**
 * The value that a t statistic stays within, on both sides of zero, with some confidence.
 *
 * @param confidence share in (0, 1), e.g. 0.9
 * @param degrees degrees of freedom, >= 1
 */
export function studentWithin(confidence: number, degrees: number): number {
  const key = `${confidence} ${degrees}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const outside = 1 - confidence;
  let [low, high] = [0, 1];
  while (studentTwoSided(high, degrees) > outside) high *= 2;
  for (let step = 0; step < BISECTIONS && low < high; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentTwoSided(middle, degrees) > outside) low = middle;
    else high = middle;
  }
  known.set(key, high);
  return high;
}
