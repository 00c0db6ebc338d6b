import { phaseRates, plain, type BenchmarkResult } from '../../contract';
import type { Point } from '../charts';

/** A phase of the scenario on the clock of a result's time series. */
export interface PhaseSpan {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly mostRps: number;
}

/** A phase counts as high from this share of the highest rate on. */
const HIGH_SHARE = 2 / 3;

/** The points of a time series; none when the result has no such series. */
export function pointsOf({ series }: BenchmarkResult, name: string): readonly Point[] {
  return Object.hasOwn(series, name) ? (series[name]?.points ?? []) : [];
}

/** The usual distance between two points, seconds. */
export function stepOf(points: readonly Point[]): number {
  const steps = points.slice(1).map(([at], index) => at - (points[index]?.[0] ?? 0));
  return [...steps].sort((one, other) => one - other)[Math.floor(steps.length / 2)] ?? 1;
}

/** When each phase ran. A window's point stands in its middle, and the first window begins with the load. */
export function phaseSpans(result: BenchmarkResult): PhaseSpan[] {
  const offered = pointsOf(result, 'offeredRps');
  const [first] = offered;
  if (first === undefined || result.scenario === null) return [];
  let at = first[0] - stepOf(offered) / 2;
  return result.scenario.phases.map((phase, index) => {
    const { from, to } = phaseRates(phase);
    const span = { from: at, to: at + phase.seconds };
    at = span.to;
    return { name: plain(phase.name ?? `phase ${index + 1}`), ...span, mostRps: Math.max(from, to) };
  });
}

/** The longest of the phases near the highest rate: the one in which an autoscaler shows what it can do. */
export function highSpan(result: BenchmarkResult): PhaseSpan | undefined {
  const spans = phaseSpans(result);
  const highest = Math.max(...spans.map(({ mostRps }) => mostRps));
  const [longest] = spans
    .filter(({ mostRps }) => mostRps >= highest * HIGH_SHARE)
    .sort((one, other) => other.to - other.from - (one.to - one.from));
  return longest;
}

/**
 * CPU of the ready pods as a share of what they request, second by second; empty without pods or CPU.
 *
 * @param requestCores of one pod
 */
export function cpuShares(result: BenchmarkResult, requestCores: number): Point[] {
  const ready = pointsOf(result, 'replicas');
  let index = 0;
  return pointsOf(result, 'cpuCores').flatMap(([at, cores]): Point[] => {
    while (index + 1 < ready.length && (ready[index + 1]?.[0] ?? Infinity) <= at) index++;
    const pods = ready[index]?.[1] ?? 0;
    return pods > 0 ? [[at, cores / (pods * requestCores)]] : [];
  });
}

/** Seconds in which p95 was above the SLO or requests failed; undefined when no latency was recorded over time. */
export function sufferedSeconds(result: BenchmarkResult, p95Ms: number): number | undefined {
  const latency = pointsOf(result, 'p95Ms');
  const offered = pointsOf(result, 'offeredRps');
  if (latency.length === 0 || offered.length === 0) return undefined;
  const slow = latency.filter(([, ms]) => ms > p95Ms).map(([at]) => at);
  const failed = pointsOf(result, 'errors')
    .filter(([, count]) => count > 0)
    .map(([at]) => at);
  return new Set([...slow, ...failed]).size * stepOf(offered);
}
