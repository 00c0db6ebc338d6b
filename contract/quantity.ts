/** An amount as manifests and lab.yaml write it: `500m`, `1Gi`, `2e3`, `2`. */
export type Quantity = string | number;

/** `unscaled * 10^exponent`, exactly. */
interface ParsedQuantity {
  readonly unscaled: bigint;
  readonly exponent: number;
}

const DECIMAL_EXPONENT: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY_SHIFT: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };
/** Upstream has no bound on digits and exponents. No amount needs more than these, and a text of a million digits takes for ever. */
const QUANTITY = /^([+-]?)(\d{0,100})(?:\.(\d{0,100}))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,2}))?$/;
const NANO = -9;

/** Integer division that rounds away from zero. */
function divideAway(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  if (quotient * divisor === dividend) return quotient;
  return dividend < 0n ? quotient - 1n : quotient + 1n;
}

/**
 * Reads a quantity exactly; undefined for other text. Finer than 1e-9 is rounded away from zero.
 * Follows apimachinery pkg/api/resource/quantity.go, ParseQuantity, v0.34.
 */
export function parseQuantity(quantity: Quantity): ParsedQuantity | undefined {
  const match = QUANTITY.exec(String(quantity));
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', suffix = '', scientific] = match;
  if (whole === '' && fraction === '') return undefined;
  const shift = BINARY_SHIFT[suffix];
  const digits = BigInt(whole + fraction) << (shift ?? 0n);
  const unscaled = sign === '-' ? -digits : digits;
  const exponent = (shift === undefined ? Number(scientific ?? DECIMAL_EXPONENT[suffix]) : 0) - fraction.length;
  if (exponent >= NANO) return { unscaled, exponent };
  return { unscaled: divideAway(unscaled, 10n ** BigInt(NANO - exponent)), exponent: NANO };
}

/**
 * In units of 10^scale, rounded away from zero; undefined when it is no quantity.
 * Follows apimachinery pkg/api/resource/quantity.go, Quantity.ScaledValue, v0.34.
 */
function scaledValue(quantity: Quantity, scale: number): number | undefined {
  const parsed = parseQuantity(quantity);
  if (parsed === undefined) return undefined;
  const exponent = parsed.exponent - scale;
  if (exponent >= 0) return Number(parsed.unscaled * 10n ** BigInt(exponent));
  return Number(divideAway(parsed.unscaled, 10n ** BigInt(-exponent)));
}

/** Thousandths of the unit, as upstream's MilliValue rounds them: `1` -> 1000, `1500u` -> 2, `1Gi` -> 1073741824000. */
export function milliValue(quantity: Quantity): number | undefined {
  return scaledValue(quantity, -3);
}

/**
 * The float that upstream computes: mantissa times a power of ten, which may be one bit off the decimal value.
 * Follows apimachinery pkg/api/resource/quantity.go, Quantity.AsApproximateFloat64, v0.34.
 */
export function approximateFloat(quantity: Quantity): number | undefined {
  const parsed = parseQuantity(quantity);
  if (parsed === undefined) return undefined;
  const mantissa = Number(parsed.unscaled);
  return parsed.exponent === 0 ? mantissa : mantissa * Number(`1e${parsed.exponent}`);
}

const SUFFIXES = ['m', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;

/** Whole thousandths as the API writes them: 1500 -> `1500m`, 250000 -> `250`, 16000000 -> `16k`. */
export function quantityText(milli: number): string {
  if (milli === 0) return '0';
  let value = milli;
  let suffix = 0;
  while (suffix < SUFFIXES.length - 1 && value % 1000 === 0) {
    value /= 1000;
    suffix++;
  }
  return `${value}${SUFFIXES[suffix] ?? ''}`;
}

/** CPU in thousandths of a core: `500m` -> 500, `2` -> 2000. Undefined for anything that is no CPU amount (`1Gi`, `2 cores`). */
export function cpuMillis(text: string): number | undefined {
  return /[kMGTPEi]$/.test(text) ? undefined : positive(milliValue(text));
}

/** Memory in bytes: `512Mi` -> 536870912. Undefined for anything that is no memory amount (`500m`, `512MB`). */
export function memoryBytes(text: string): number | undefined {
  return /[num]$/.test(text) ? undefined : positive(scaledValue(text, 0));
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value >= 0 ? value : undefined;
}

/** Seconds of a duration such as `300ms`, `30s`, `5m`, `1h30m`; undefined for other text. */
export function durationSeconds(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  const unitSeconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g))
    total += Number(amount) * (unitSeconds[unit ?? ''] ?? 0);
  return total;
}
