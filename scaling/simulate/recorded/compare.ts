import { mean, median } from '../../../contract/statistics';
import type { Ensemble } from '../ensemble';

/** The figures that are compared of one run, recorded, measured or simulated. */
export interface ComparedRun {
  /** spec.replicas by second. */
  readonly replicas: readonly number[];
  /** 95th percentile over answered requests of the compared part. */
  readonly p95Ms: number;
  /** Timed out or refused, share of the sent ones of the compared part. */
  readonly failureRate: number;
}

export interface Comparison {
  /** Mean over the seconds of the distance between the recorded replicas and the median of the simulated ones. */
  readonly replicasMae: number;
  /** Simulated less recorded time from the start of the comparison until the greatest recorded number of replicas, seconds. */
  readonly timeToMaxErrorSeconds: number;
  /** Of the recorded p95. */
  readonly p95ErrorPercent: number;
  /** Simulated less recorded. */
  readonly failureRateError: number;
  readonly recorded: Figures;
  readonly simulated: Figures;
}

export interface Figures {
  readonly maxReplicas: number;
  readonly timeToMaxSeconds: number;
  readonly p95Ms: number;
  readonly failureRate: number;
}

/** One recorded run against many simulated ones: medians over the seeds, second by second and figure by figure. */
export function compare(recorded: ComparedRun, simulated: readonly ComparedRun[]): Comparison {
  const medians = recorded.replicas.map((_, second) => median(simulated.map(({ replicas }) => replicas[second] ?? 0)));
  const maxReplicas = Math.max(...recorded.replicas);
  const expected = timeTo(recorded.replicas, maxReplicas);
  const times = simulated.map(({ replicas }) => timeTo(replicas, maxReplicas));
  const timeToMaxSeconds = median(times);
  const p95Ms = median(simulated.map((run) => run.p95Ms));
  const failureRate = median(simulated.map((run) => run.failureRate));
  return {
    replicasMae: mean(recorded.replicas.map((replicas, second) => Math.abs(replicas - (medians[second] ?? 0)))),
    timeToMaxErrorSeconds: timeToMaxSeconds - expected,
    p95ErrorPercent: (100 * (p95Ms - recorded.p95Ms)) / recorded.p95Ms,
    failureRateError: failureRate - recorded.failureRate,
    recorded: { maxReplicas, timeToMaxSeconds: expected, p95Ms: recorded.p95Ms, failureRate: recorded.failureRate },
    simulated: {
      maxReplicas: median(simulated.map(({ replicas }) => Math.max(...replicas))),
      timeToMaxSeconds,
      p95Ms,
      failureRate,
    },
  };
}

/** The runs of an ensemble, from a second on. */
export function comparedRuns(ensemble: Ensemble, fromSecond: number, seconds: number): ComparedRun[] {
  return ensemble.runs.map(({ series, totals }) => ({
    replicas: Array.from(series.replicas.subarray(fromSecond, fromSecond + seconds)),
    p95Ms: totals.p95Ms,
    failureRate: totals.failureRate,
  }));
}

/** Seconds until a number of replicas is reached; the whole length when it never is. */
export function timeTo(replicas: readonly number[], count: number): number {
  const at = replicas.findIndex((value) => value >= count);
  return at < 0 ? replicas.length : at;
}
