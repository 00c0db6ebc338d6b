import type { Interval } from '../../../contract/result';
import { mean, percentile, sortedCopy } from '../../../contract/statistics';
import { seededRandom, type Random } from '../../../contract/random';
import type { CallShape } from '../plan';
import type { Observation } from './measure';

const RESAMPLES = 300;
const SEED = 20_021_203;
const METHOD = 'bootstrap over process rounds and the calls in them';

export interface SpeedSummary {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Samples answered per second by one process that calls one after another. */
  readonly throughputRps: number;
  readonly cpuSecondsPer1000: number;
  readonly calls: number;
}

export interface SpeedUp {
  /** Median latency of the base over that of the variant, geometric mean over rounds: above 1 the variant is faster. */
  readonly ratio: number;
  readonly interval: Interval;
}

/** Latencies, one list per round. */
type LatenciesByRound = readonly (readonly number[])[];

/** Latencies of a variant in a shape, one list per round. Rounds without that shape are left out. */
export function callsByRound(observations: readonly Observation[], variant: string, shape: CallShape): Map<number, number[]> {
  const rounds = new Map<number, number[]>();
  for (const observation of observations.filter((one) => one.variant === variant && one.threads === shape.threads))
    for (const { callMs } of observation.shapes.filter((one) => isShape(one, shape)))
      rounds.set(observation.round, [...(rounds.get(observation.round) ?? []), ...callMs]);
  return rounds;
}

/** The same without numbers of rounds, and without rounds in which nothing was called. */
function roundsOf(observations: readonly Observation[], variant: string, shape: CallShape): LatenciesByRound {
  return [...callsByRound(observations, variant, shape).values()].filter((calls) => calls.length > 0);
}

/** Undefined when the variant was not measured in that shape. */
export function summarize(observations: readonly Observation[], variant: string, shape: CallShape): SpeedSummary | undefined {
  const rounds = roundsOf(observations, variant, shape);
  if (rounds.length === 0) return undefined;
  const all = rounds.flat();
  const sorted = sortedCopy(all);
  const cpuSeconds = observations
    .filter((one) => one.variant === variant && one.threads === shape.threads)
    .flatMap(({ shapes }) => shapes.filter((one) => isShape(one, shape)))
    .reduce((sum, one) => sum + one.cpuSeconds, 0);
  return {
    p50Ms: percentile(sorted, 0.5) ?? 0,
    p95Ms: percentile(sorted, 0.95) ?? 0,
    p99Ms: percentile(sorted, 0.99) ?? 0,
    throughputRps: throughput(shape, all),
    cpuSecondsPer1000: (1000 * cpuSeconds) / (all.length * shape.batch),
    calls: all.length,
  };
}

/** 95 % intervals of p95 and throughput; apart from the summary because they cost a thousand times as much. */
export function speedIntervals(
  observations: readonly Observation[],
  variant: string,
  shape: CallShape,
): Record<string, Interval> {
  const rounds = roundsOf(observations, variant, shape);
  if (rounds.length === 0) return {};
  return {
    p95Ms: bootstrap([rounds], ([drawn = []]) => percentile(sortedCopy(drawn.flat()), 0.95) ?? 0),
    throughputRps: bootstrap([rounds], ([drawn = []]) => throughput(shape, drawn.flat())),
  };
}

/**
 * How much faster a variant is than the base, over rounds in which both ran; undefined where there is none. The two are compared
 * within each round, seconds apart, so that a bad minute of the machine falls on both.
 */
export function speedUp(
  observations: readonly Observation[],
  base: string,
  variant: string,
  shape: CallShape,
): SpeedUp | undefined {
  const [ofBase, ofVariant] = [callsByRound(observations, base, shape), callsByRound(observations, variant, shape)];
  const shared = [...ofBase.keys()].filter((round) => ofVariant.has(round));
  if (shared.length === 0) return undefined;
  const paired = [ofBase, ofVariant].map((rounds) => shared.map((round) => rounds.get(round) ?? []));
  const ratio = ([one = [], other = []]: LatenciesByRound[]): number =>
    Math.exp(mean(one.map((calls, index) => Math.log(median(calls) / median(other[index] ?? [])))));
  return { ratio: ratio(paired), interval: bootstrap(paired, ratio) };
}

/**
 * Median latency of the fastest round, milliseconds; undefined when the variant was not measured in that shape. Other work on the
 * machine only ever adds time, to whole processes at once, so this ranks variants alike in every run. Do not quote it.
 */
export function undisturbedMs(observations: readonly Observation[], variant: string, shape: CallShape): number | undefined {
  const rounds = roundsOf(observations, variant, shape);
  return rounds.length === 0 ? undefined : Math.min(...rounds.map(median));
}

/**
 * 95 % percentile interval: rounds are drawn with replacement, the same for every list so that pairs stay together, then
 * the calls of each drawn round.
 */
function bootstrap(lists: readonly LatenciesByRound[], statistic: (drawn: LatenciesByRound[]) => number): Interval {
  const random = seededRandom(SEED);
  const rounds = lists[0]?.length ?? 0;
  const estimates = Array.from({ length: RESAMPLES }, () => {
    const chosen = Array.from({ length: rounds }, () => Math.floor(random() * rounds));
    return statistic(lists.map((list) => chosen.map((round) => redrawn(list[round] ?? [], random))));
  });
  const sorted = sortedCopy(estimates);
  return { low: percentile(sorted, 0.025) ?? 0, high: percentile(sorted, 0.975) ?? 0, level: 0.95, method: METHOD };
}

function redrawn(values: readonly number[], random: Random): number[] {
  return values.map(() => values[Math.floor(random() * values.length)] ?? 0);
}

function isShape(one: Pick<CallShape, 'batch' | 'sequence'>, other: CallShape): boolean {
  return one.batch === other.batch && one.sequence === other.sequence;
}

function throughput({ batch }: CallShape, calls: readonly number[]): number {
  return (batch * 1000) / mean(calls);
}

/** A measured latency, so the lower of the middle two. */
function median(values: readonly number[]): number {
  return percentile(sortedCopy(values), 0.5) ?? Number.NaN;
}

/** Median of a value that each fresh process gives once: load time, resident set. */
export function medianOf(observations: readonly Observation[], variant: string, of: (one: Observation) => number): number {
  return median(observations.filter((one) => one.variant === variant && one.threads === 1).map(of));
}
