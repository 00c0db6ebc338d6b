import type { PredictionRow } from './schema';

/** A metric of a prediction as people read it. */
interface Metric {
  readonly title: string;
  /** @param seconds of the scenario */
  readonly show: (value: number, seconds: number) => string;
  /** A difference, where it is not in the same unit. */
  readonly showChange?: Metric['show'];
  /** Without it less is better. */
  readonly isMoreBetter?: true;
}

/** By name in the rows of a prediction, in the order of what a reader asks first. */
export const METRICS: Readonly<Record<string, Metric>> = {
  withinSloShare: { title: 'within the SLO', show: share, showChange: points, isMoreBetter: true },
  p95Ms: { title: 'p95', show: durationText },
  errorRate: { title: 'errors', show: share, showChange: points },
  replicaHours: { title: 'pods on average', show: (hours, seconds) => threeDigits((hours * 3600) / seconds) },
  costPer1000Usd: { title: 'cost per 1000 answered', show: (usd) => `$${Number(usd.toPrecision(3))}` },
  p50Ms: { title: 'p50', show: durationText },
  p99Ms: { title: 'p99', show: durationText },
};

/** What a metric is called where it is not averaged over a scenario. */
export function metricTitle(metric: string): string {
  return metric === 'replicaHours' ? 'replica-hours' : (METRICS[metric]?.title ?? metric);
}

/** With its unit: `462 ms`. */
export function metricValue(metric: string, value: number): string {
  const known = metric === 'replicaHours' ? undefined : METRICS[metric];
  return known === undefined ? threeDigits(value) : known.show(value, 3600);
}

/** Whether so many requests were answered within the patience of clients that a latency over all of them is one. */
export function isReached(limitMs: number | null, value: number): boolean {
  return limitMs === null || value < limitMs;
}

/**
 * One side of a row: `462 ms`, or `not within 10 s`.
 *
 * @param seconds of the scenario
 */
export function predictedValue({ metric, limitMs, ...sides }: PredictionRow, side: 'base' | 'head', seconds?: number): string {
  return limitedText({ metric, limitMs }, sides[side].value, seconds);
}

/** A value of a row, with its unit. */
export function limitedText(
  { metric, limitMs }: Pick<PredictionRow, 'metric' | 'limitMs'>,
  value: number,
  seconds?: number,
): string {
  if (limitMs !== null && !isReached(limitMs, value)) return `not within ${durationText(limitMs)}`;
  return seconds === undefined ? metricValue(metric, value) : (METRICS[metric]?.show(value, seconds) ?? String(value));
}

export function durationText(ms: number): string {
  return ms < 1000 ? `${threeDigits(ms)} ms` : `${threeDigits(ms / 1000)} s`;
}

/** To the cent; below one cent to two digits, so that no cost is shown as free. */
export function usdText(usd: number): string {
  return usd === 0 || usd >= 0.01 ? `$${usd.toFixed(2)}` : `$${usd.toPrecision(2)}`;
}

/** Millicores below one core: `12.5m`, `1.5 cores`. */
export function cpuText(cores: number): string {
  if (cores === 0) return '0';
  return cores < 1 ? `${Number((1000 * cores).toFixed(1))}m` : `${shortNumber(cores)} ${cores === 1 ? 'core' : 'cores'}`;
}

/** Minutes from two on, whole ones from ten on: `90 s`, `4.75 min`, `25 min`. */
export function secondsText(seconds: number): string {
  if (seconds < 120) return `${shortNumber(seconds)} s`;
  return `${seconds < 600 ? shortNumber(seconds / 60) : Math.round(seconds / 60)} min`;
}

export function shortNumber(value: number): string {
  return String(Number(value.toFixed(2)));
}

function share(value: number): string {
  if (value === 0) return '0 %';
  return value < 0.001 ? '<0.1 %' : `${(100 * value).toFixed(1)} %`;
}

/** Of a difference between two shares. */
function points(value: number): string {
  return `${(100 * value).toFixed(1)} points`;
}

function threeDigits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
