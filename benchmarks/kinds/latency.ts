import type { Interval, Series } from '../../contract/result';
import { answered, latencyMs, type Sample, type Samples } from '../load/samples';
import { meanInterval, percentileInterval } from '../stats/bootstrap';
import { percentile, sortedCopy } from '../../contract/statistics';
import { seededRandom } from '../../contract/random';
import { series, windows, windowSeconds } from '../stats/series';
import { wilson } from '../stats/wilson';
import { defined } from './check';

/** Undefined when nothing was answered. */
export interface Percentiles {
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
  readonly p99Ms: number | undefined;
  readonly maxMs: number | undefined;
}

export interface LatencySummary extends Percentiles {
  readonly requests: number;
  readonly offeredRps: number;
  readonly throughputRps: number;
  readonly errorRate: number;
}

/** Latency of correct answers from the intended send time, and the share without one. */
export function summarize(samples: Samples): LatencySummary {
  const good = answered(samples);
  const latencies = sortedCopy(good.map(latencyMs));
  const requests = samples.all.length;
  // Answers after the end of the load count, and so does their time.
  const lastMs = good.reduce((last, sample) => Math.max(last, sample.doneMs), samples.startMs);
  const seconds = Math.max(samples.seconds, (lastMs - samples.startMs) / 1000);
  return {
    ...percentiles(latencies),
    requests,
    offeredRps: requests / samples.seconds,
    throughputRps: good.length / seconds,
    errorRate: requests === 0 ? 0 : (requests - good.length) / requests,
  };
}

export function percentiles(sortedMs: Float64Array): Percentiles {
  return {
    p50Ms: percentile(sortedMs, 0.5),
    p95Ms: percentile(sortedMs, 0.95),
    p99Ms: percentile(sortedMs, 0.99),
    maxMs: sortedMs.at(-1),
  };
}

/** How late the 99th percentile of requests left, milliseconds. */
export function latenessP99Ms(samples: Samples): number {
  return percentile(sortedCopy(samples.all.map((sample) => sample.sentMs - sample.intendedMs)), 0.99) ?? 0;
}

/** 95 % intervals of percentiles, throughput and error rate. */
export function latencyIntervals(samples: Samples, seed: number): Record<string, Interval> {
  const random = seededRandom(seed);
  const good = answered(samples);
  const byIntended = inWindows(samples, good, intendedSeconds(samples), latencyMs, 1);
  const whole = Math.floor(samples.seconds);
  const perSecond = inWindows(samples, inTime(samples, good), doneSeconds(samples), latencyMs, 1)
    .slice(0, whole)
    .map((window) => window.length);
  return defined({
    p95Ms: percentileInterval(byIntended, 0.95, random),
    throughputRps: meanInterval(perSecond, random),
    errorRate: wilson(samples.all.length - good.length, samples.all.length),
    // Last, so that the others keep their draws.
    p50Ms: percentileInterval(byIntended, 0.5, random),
    p99Ms: percentileInterval(byIntended, 0.99, random),
  });
}

/** Offered load, answers, p95 and errors over time. Offered, p95 and errors by intended time, answers by arrival. */
export function latencySeries(samples: Samples): Record<string, Series> {
  const width = windowSeconds(samples.seconds);
  const good = answered(samples);
  const bad = samples.all.filter((sample) => sample.outcome !== 'ok');
  const intended = intendedSeconds(samples);
  const one = (): number => 1;
  const count = (chosen: readonly Sample[], time: (sample: Sample) => number): number[] =>
    inWindows(samples, chosen, time, one, width).map((window) => window.length);
  // A last window of less than half the width says little about a rate.
  const rate = (total: number, index: number): number | undefined => {
    const span = Math.min(width, samples.seconds - index * width);
    return span < width / 2 ? undefined : total / span;
  };
  const perSecond = (counts: readonly number[]): Series => series('req/s', counts.map(rate), samples.startMs / 1000, width);
  const latencies = inWindows(samples, good, intended, latencyMs, width);
  return {
    offeredRps: perSecond(count(samples.all, intended)),
    throughputRps: perSecond(count(inTime(samples, good), doneSeconds(samples))),
    p95Ms: series(
      'ms',
      latencies.map((window) => percentile(sortedCopy(window), 0.95)),
      samples.startMs / 1000,
      width,
    ),
    errors: series('', count(bad, intended), samples.startMs / 1000, width),
  };
}

/** Samples that were done before the load ended. */
function inTime(samples: Samples, chosen: readonly Sample[]): Sample[] {
  return chosen.filter((sample) => sample.doneMs < samples.startMs + samples.seconds * 1000);
}

function intendedSeconds(samples: Samples): (sample: Sample) => number {
  return (sample) => (sample.intendedMs - samples.startMs) / 1000;
}

function doneSeconds(samples: Samples): (sample: Sample) => number {
  return (sample) => (sample.doneMs - samples.startMs) / 1000;
}

function inWindows(
  samples: Samples,
  chosen: readonly Sample[],
  time: (sample: Sample) => number,
  value: (sample: Sample) => number,
  width: number,
): number[][] {
  return windows(chosen.map(time), chosen.map(value), samples.seconds, width);
}
