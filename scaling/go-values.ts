/**
 * Text as Go's strconv and time packages read it. Knative reads every annotation and every config-autoscaler entry this way,
 * so `1e3` is a number, `"5 "` is not, and `90m` is a duration of ninety minutes.
 */

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

/** Why a text is not an int32: it is not a number, or the number does not fit. */
export type IntProblem = 'syntax' | 'range';

/** strconv.ParseInt(text, 10, 32). */
export function parseInt32(text: string): number | IntProblem {
  if (!/^[+-]?\d+$/.test(text)) return 'syntax';
  const value = Number(text);
  return value < INT32_MIN || value > INT32_MAX ? 'range' : value + 0;
}

/** strconv.ParseFloat(text, 64) for decimal text; undefined where Go answers with an error. Hexadecimal floats are not read. */
export function parseFloat64(text: string): number | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  if (/^nan$/i.test(text)) return Number.NaN;
  const infinity = /^([+-]?)inf(inity)?$/i.exec(text);
  if (infinity === null) return undefined;
  return infinity[1] === '-' ? -Infinity : Infinity;
}

/** strconv.ParseBool: `1 t T true TRUE True` and their opposites; undefined for anything else. */
export function parseBool(text: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
  return undefined;
}

const UNIT_NANOS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
const DURATION = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;

/** time.ParseDuration, in milliseconds; undefined where Go answers with an error. A bare `0` is a duration, a bare `60` is not. */
export function parseDurationMs(text: string): number | undefined {
  if (/^[+-]?0$/.test(text)) return 0;
  if (!DURATION.test(text)) return undefined;
  let nanos = 0;
  for (const [, whole, fraction, unit] of text.matchAll(/(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g)) {
    const unitNanos = UNIT_NANOS[unit ?? ''] ?? 0;
    nanos += Number(whole) * unitNanos + Math.trunc(Number(`0.${fraction === '' ? '0' : (fraction ?? '0')}`) * unitNanos);
  }
  if (nanos >= 2 ** 63) return undefined;
  return (text.startsWith('-') ? -nanos : nanos) / 1e6;
}

/** How Go prints a whole number of seconds: 6 s -> `6s`, 3600 s -> `1h0m0s`. */
export function formatSeconds(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  if (hours > 0) return `${hours}h${minutes}m${seconds % 60}s`;
  return minutes > 0 ? `${minutes}m${seconds % 60}s` : `${seconds}s`;
}

/** int32(float64) as the amd64 build of Go converts: truncated toward zero; what does not fit becomes the smallest int32. */
export function toInt32(value: number): number {
  const truncated = Math.trunc(value);
  return truncated >= INT32_MIN && truncated <= INT32_MAX ? truncated + 0 : INT32_MIN;
}
