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

/** Time series of one run, one value per second: at its end, or over it. NaN where there is none. */
export type Series = Readonly<Record<SeriesName, Float64Array>>;

/** What the cluster looks like at the end of a second. */
export interface Snapshot {
  readonly replicas: number;
  readonly pods: number;
  readonly readyPods: number;
  readonly queueDepth: number;
  /** CPU used since the start, milliseconds of one core. */
  readonly cpuMs: number;
}

/** Collects the outcomes of requests, by second and over the run (from `fromMs` on, so that a warm-up can be left out). */
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
  private readonly second = new LatencyHistogram();
  private readonly inSecond = { sent: 0, answered: 0 };
  private cpuMsBefore = 0;

  /** @param fromMs totals count only requests that are sent from here on */
  public constructor(
    seconds: number,
    private readonly fromMs: number,
  ) {
    const columns = SERIES_NAMES.map((name) => [name, new Float64Array(seconds)] as const);
    this.series = Object.fromEntries(columns) as unknown as Series;
  }

  public send(intendedMs: number): void {
    this.inSecond.sent++;
    this.everSent++;
    if (intendedMs >= this.fromMs) this.sent++;
  }

  public answer(latencyMs: number, intendedMs: number): void {
    this.inSecond.answered++;
    const bucket = bucketOf(latencyMs);
    this.second.recordBucket(bucket);
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

  public close(second: number, snapshot: Snapshot): void {
    const { series, inSecond } = this;
    series.replicas[second] = snapshot.replicas;
    series.pods[second] = snapshot.pods;
    series.readyPods[second] = snapshot.readyPods;
    series.queueDepth[second] = snapshot.queueDepth;
    series.cpuCores[second] = (snapshot.cpuMs - this.cpuMsBefore) / 1000;
    series.offeredRps[second] = inSecond.sent;
    series.answeredRps[second] = inSecond.answered;
    series.p50Ms[second] = this.second.percentile(0.5);
    series.p95Ms[second] = this.second.percentile(0.95);
    series.p99Ms[second] = this.second.percentile(0.99);
    this.second.clear();
    inSecond.sent = 0;
    inSecond.answered = 0;
    this.cpuMsBefore = snapshot.cpuMs;
  }

  private countError(atMs: number): void {
    const second = Math.min(Math.floor(atMs / 1000), this.series.errorsRps.length - 1);
    if (second >= 0) this.series.errorsRps[second] = (this.series.errorsRps[second] ?? 0) + 1;
  }
}
