import type { BandSeries, Ensemble } from '../../simulate';
import type { BandCurve, PredictedTimeSeries } from '../predictor';

/** As many points as a chart shows and a reader takes in. */
const MOST_POINTS = 60;

type Curves = Omit<PredictedTimeSeries, 'pods' | 'scenario'>;

/** Replicas and p95 of both sides over time, in steps that make at most 60 points: replicas as they are at the end of a step, p95 in its middle. */
export function courseOf(base: Ensemble, head: Ensemble): Curves {
  const seconds = base.series.replicas.median.length;
  const stepSeconds = Math.max(1, Math.ceil(seconds / MOST_POINTS));
  const steps = Math.ceil(seconds / stepSeconds);
  const stretch = (values: Float64Array, step: number): number[] =>
    Array.from(values.subarray(step * stepSeconds, (step + 1) * stepSeconds)).filter((value) => !Number.isNaN(value));
  const curve = (band: BandSeries, valueOf: (values: readonly number[]) => number | null): BandCurve => {
    const points = (values: Float64Array): (number | null)[] =>
      Array.from({ length: steps }, (_, step) => valueOf(stretch(values, step)));
    return { median: points(band.median), low: points(band.low), high: points(band.high) };
  };
  return {
    stepSeconds,
    offeredRps: Array.from({ length: steps }, (_, step) => rounded(mean(stretch(base.series.offeredRps.median, step)))),
    replicas: { base: curve(base.series.replicas, last), head: curve(head.series.replicas, last) },
    p95Ms: { base: curve(base.series.p95Ms, middle), head: curve(head.series.p95Ms, middle) },
  };
}

function last(values: readonly number[]): number | null {
  return values.at(-1) ?? null;
}

function middle(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((one, other) => one - other);
  return rounded(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** To three digits: more are chance. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
