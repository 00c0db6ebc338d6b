import { mean, median } from '../../../contract/statistics';
import type { BandSeries, Ensemble } from '../../simulate';
import type { BandCurve, PredictedTimeSeries } from '../schema';

/** As many points as a chart shows and a reader takes in. */
const MOST_POINTS = 60;

type Curves = Omit<PredictedTimeSeries, 'pods' | 'scenario'>;

/** Replicas and p95 of both sides over time, in steps that make at most 60 points: replicas as they are at the end of a step, p95 in its middle. */
export function timeSeriesOf(base: Ensemble, head: Ensemble): Curves {
  const simulatedSteps = base.series.replicas.median.length;
  const stepLength = Math.max(1, Math.ceil(simulatedSteps / MOST_POINTS));
  const steps = Math.ceil(simulatedSteps / stepLength);
  const stretch = (values: Float64Array, step: number): number[] =>
    Array.from(values.subarray(step * stepLength, (step + 1) * stepLength)).filter((value) => !Number.isNaN(value));
  const curve = (band: BandSeries, valueOf: (values: readonly number[]) => number | null): BandCurve => {
    const points = (values: Float64Array): (number | null)[] =>
      Array.from({ length: steps }, (_, step) => valueOf(stretch(values, step)));
    return { median: points(band.median), low: points(band.low), high: points(band.high) };
  };
  return {
    stepSeconds: stepLength * (base.runs[0]?.stepSeconds ?? 1),
    offeredRps: Array.from({ length: steps }, (_, step) => rounded(mean(stretch(base.series.offeredRps.median, step)) || 0)),
    replicas: { base: curve(base.series.replicas, last), head: curve(head.series.replicas, last) },
    p95Ms: { base: curve(base.series.p95Ms, middle), head: curve(head.series.p95Ms, middle) },
  };
}

function last(values: readonly number[]): number | null {
  return values.at(-1) ?? null;
}

function middle(values: readonly number[]): number | null {
  return values.length === 0 ? null : rounded(median(values));
}

/** To three digits: more would be noise. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
