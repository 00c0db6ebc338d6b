import { bucketOf, LatencyHistogram } from './latency-histogram';

export const SERIES_NAMES = [
  /** spec.replicas of the target. */
  'replicas',
  /** Pods that are not being deleted: with the surge of a rollout. */
  'pods',
  'readyPods',
  'offeredRps',
  'answeredRps',
  /** Requests that timed out or were refused. */
  'errorsRps',
  /** Requests that wait for a worker. */
  'queueDepth',
  'cpuCores',
  'p50Ms',
  'p95Ms',
  'p99Ms',
] as const;

export type SeriesName = (typeof SERIES_NAMES)[number];

/** Time series of one run, one value per step (a second, but for long runs): at its end, or over it. NaN where there is none. */
export type Series = Readonly<Record<SeriesName, Float64Array>>;

/** Steps that a run has at most: four hours of seconds. What is kept of a run does not grow beyond. */
const MOST_STEPS = 14_400;

/** Length of a step of the time series, whole seconds. */
export function stepSecondsOf(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / MOST_STEPS));
}

/** What the cluster looks like at the end of a step. */
export interface Snapshot {
  readonly replicas: number;
  readonly pods: number;
  readonly readyPods: number;
  readonly queueDepth: number;
  /** CPU used since the start, milliseconds of one core. */
  readonly cpuMs: number;
}

/** Collects the outcomes of requests, by step and over the run (from `fromMs` on, so that a warm-up can be left out). */
export class Outcomes {
  public sent = 0;
  /** Includes requests that do not count. */
  public everSent = 0;
  public answered = 0;
  public timedOut = 0;
  public refused = 0;
  /** Attempts after the first. */
  public retried = 0;
  /** Requests that a pod worked off after their client had given up. */
  public abandonedWork = 0;
  public latencyMs = 0;
  public readonly latencies = new LatencyHistogram();
  public readonly series: Series;
  public readonly stepSeconds: number;
  private readonly inStep = new LatencyHistogram();
  private sentInStep = 0;
  private cpuMsBefore = 0;

  /** @param fromMs totals count only requests that are sent from here on */
  public constructor(
    seconds: number,
    private readonly fromMs: number,
  ) {
    this.stepSeconds = stepSecondsOf(seconds);
    const steps = Math.ceil(seconds / this.stepSeconds);
    const columns = SERIES_NAMES.map((name) => [name, new Float64Array(steps)] as const);
    this.series = Object.fromEntries(columns) as unknown as Series;
  }

  public send(intendedMs: number): void {
    this.sentInStep++;
    this.everSent++;
    if (intendedMs >= this.fromMs) this.sent++;
  }

  public answer(latencyMs: number, intendedMs: number): void {
    const bucket = bucketOf(latencyMs);
    this.inStep.recordBucket(bucket);
    if (intendedMs < this.fromMs) return;
    this.answered++;
    this.latencyMs += latencyMs;
    this.latencies.recordBucket(bucket);
  }

  public timeOut(atMs: number, intendedMs: number): void {
    if (intendedMs >= this.fromMs) this.timedOut++;
    this.countError(atMs);
  }

  public refuse(atMs: number, intendedMs: number): void {
    if (intendedMs >= this.fromMs) this.refused++;
    this.countError(atMs);
  }

  /** @param step that ends now, from 0 */
  public close(step: number, snapshot: Snapshot): void {
    const { series, inStep, stepSeconds } = this;
    series.replicas[step] = snapshot.replicas;
    series.pods[step] = snapshot.pods;
    series.readyPods[step] = snapshot.readyPods;
    series.queueDepth[step] = snapshot.queueDepth;
    series.cpuCores[step] = (snapshot.cpuMs - this.cpuMsBefore) / 1000 / stepSeconds;
    series.offeredRps[step] = this.sentInStep / stepSeconds;
    series.answeredRps[step] = inStep.count / stepSeconds;
    series.p50Ms[step] = inStep.percentile(0.5);
    series.p95Ms[step] = inStep.percentile(0.95);
    series.p99Ms[step] = inStep.percentile(0.99);
    inStep.clear();
    this.sentInStep = 0;
    this.cpuMsBefore = snapshot.cpuMs;
  }

  private countError(atMs: number): void {
    const { series, stepSeconds } = this;
    const step = Math.min(Math.floor(atMs / 1000 / stepSeconds), series.errorsRps.length - 1);
    if (step >= 0) series.errorsRps[step] = (series.errorsRps[step] ?? 0) + 1 / stepSeconds;
  }
}
