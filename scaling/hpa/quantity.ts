import type { Quantity } from './types';

/** `unscaled * 10^exponent`, exactly. */
export interface ParsedQuantity {
  readonly unscaled: bigint;
  readonly exponent: number;
}

const DECIMAL_EXPONENT: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY_SHIFT: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };
const QUANTITY = /^([+-]?)(\d*)(?:\.(\d*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/;
const NANO = -9;

/** Integer division that rounds away from zero. */
function divideAway(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  if (quotient * divisor === dividend) return quotient;
  return dividend < 0n ? quotient - 1n : quotient + 1n;
}

/**
 * Reads a quantity exactly; undefined when it is none. Finer than 1e-9 is rounded away from zero.
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
 * Thousandths of the unit, rounded up: `1` -> 1000, `1500u` -> 2, `1Gi` -> 1073741824000. Undefined when it is no quantity.
 * Follows apimachinery pkg/api/resource/quantity.go, Quantity.MilliValue, v0.34.
 */
export function milliValue(quantity: Quantity): number | undefined {
  const parsed = parseQuantity(quantity);
  if (parsed === undefined) return undefined;
  const exponent = parsed.exponent + 3;
  if (exponent >= 0) return Number(parsed.unscaled * 10n ** BigInt(exponent));
  return Number(divideAway(parsed.unscaled, 10n ** BigInt(-exponent)));
}

/**
 * The nearest that upstream gets to a float: mantissa times a power of ten, which may be one bit off the decimal value.
 * Follows apimachinery pkg/api/resource/quantity.go, Quantity.AsApproximateFloat64, v0.34.
 */
export function approximateFloat(quantity: Quantity): number | undefined {
  const parsed = parseQuantity(quantity);
  if (parsed === undefined) return undefined;
  const mantissa = Number(parsed.unscaled);
  return parsed.exponent === 0 ? mantissa : mantissa * Number(`1e${parsed.exponent}`);
}
