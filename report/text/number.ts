import type { Interval } from '../../contract';
import { describeMetric, type MetricDescription } from './metric';

const BYTES_PER_MIB = 2 ** 20;
/** Below this, zeros after the point are hard to count. */
const SMALLEST_FIXED = 1e-6;

/** A number as people read it, with the unit apart so that each renderer can set it. */
export interface Shown {
  /** For example `83.2`, `1,204`, `−3.1`, `$0.00021`. */
  readonly number: string;
  /** For example `ms`, `%`, `MiB`; empty when there is none or when it is part of the number (`$`). */
  readonly unit: string;
}

/** `83.2 ms`, `97.1 %`, `$0.00021`. */
export function shownText(shown: Shown): string {
  return shown.unit === '' ? shown.number : `${shown.number} ${shown.unit}`;
}

/** The value of a metric, rounded to meaningful digits. */
export function showMetric(name: string, value: number): Shown {
  const metric = describeMetric(name);
  const digits = digitsFor(metric, value);
  return { number: tinyText(metric, value, digits) ?? numberText(metric, value, digits), unit: metric.shownUnit };
}

export function metricText(name: string, value: number): string {
  return shownText(showMetric(name, value));
}

/** `79.9 – 86.6`, with the digits of the value itself so that the three numbers line up. Without unit. */
export function intervalText(name: string, value: number, interval: Interval): string {
  const metric = describeMetric(name);
  const digits = digitsFor(metric, value);
  const bound = (at: number): string => numberText(metric, at, digits);
  return `${bound(interval.low)} – ${bound(interval.high)}`;
}

/** A number without a known meaning: whole numbers whole, others with three significant digits at most. */
export function plainNumber(value: number): string {
  const digits = Number.isInteger(value) ? 0 : Math.min(9, Math.max(0, 2 - magnitude(value)));
  return grouped(Number(value.toFixed(digits)), digits)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}

/** `45 s`, `3 min 12 s`, `2 h 05 min`. */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${grouped(seconds, Number.isInteger(seconds) ? 0 : 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole % 60 === 0 ? '' : ` ${whole % 60} s`}`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** `83.2 ms`, `1204 ms`: a simulated time. */
export function millisecondsText(value: number): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}

/** `2026-07-30 10:00 UTC` of an ISO date. */
export function momentText(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function mebibytes(bytes: number): string {
  return `${grouped(bytes / BYTES_PER_MIB, 0)} MiB`;
}

function numberText(metric: MetricDescription, value: number, digits: number): string {
  const number = grouped(value * metric.scale, digits);
  return metric.kind === 'usd' ? number.replace(/^(−?)/, '$1$$') : number;
}

/** Two significant digits of a value that its usual decimals would round to zero; undefined for any other. */
function tinyText(metric: MetricDescription, value: number, digits: number): string | undefined {
  const scaled = value * metric.scale;
  if (scaled === 0 || metric.kind === 'usd' || Number(scaled.toFixed(digits)) !== 0) return undefined;
  const text = Math.abs(scaled) < SMALLEST_FIXED ? scaled.toExponential(1) : scaled.toPrecision(2);
  return text.replaceAll('-', '−');
}

/** Decimals that a value of this size deserves. */
function digitsFor(metric: MetricDescription, value: number): number {
  const scaled = Math.abs(value * metric.scale);
  switch (metric.kind) {
    case 'usd':
      // Three significant digits, and cents at least.
      return scaled === 0 ? 2 : Math.min(9, Math.max(2, 2 - magnitude(scaled)));
    case 'ms':
      if (scaled >= 99.95) return 0;
      return scaled < 9.995 && metric.digits > 0 ? Math.max(2, metric.digits) : metric.digits;
    case 'bytes':
      return scaled >= 99.95 ? 0 : 1;
    case 'percent':
      return metric.digits;
    default:
      if (!metric.isKnown && Number.isInteger(scaled)) return 0;
      return scaled >= 999.5 ? 0 : metric.digits;
  }
}

function magnitude(value: number): number {
  return value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
}

/** Making a formatter costs far more than using one, and a report shows thousands of numbers. */
const FORMATTERS = new Map<number, Intl.NumberFormat>();

function grouped(value: number, digits: number): string {
  const known = FORMATTERS.get(digits);
  const formatter = known ?? new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  if (known === undefined) FORMATTERS.set(digits, formatter);
  const text = formatter.format(value);
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replace('-', '−');
}
