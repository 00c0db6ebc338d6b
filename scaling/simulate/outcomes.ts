import { LatencyHistogram } from './latency-histogram';

/** Time series of one run, one value per second: at its end, or over it. NaN where there is none. */
export interface Series {
  /** spec.replicas of the target. */
  readonly replicas: Float64Array;
  readonly readyPods: Float64Array;
  readonly offeredRps: Float64Array;
  readonly answeredRps: Float64Array;
  /** Requests that timed out or were refused. */
  readonly errorsRps: Float64Array;
  /** Requests that wait for a worker. */
  readonly queueDepth: Float64Array;
  readonly cpuCores: Float64Array;
  readonly p50Ms: Float64Array;
  readonly p95Ms: Float64Array;
  readonly p99Ms: Float64Array;
}

export type SeriesName = keyof Series;

export const SERIES_NAMES: readonly SeriesName[] = [
  'replicas',
  'readyPods',
  'offeredRps',
  'answeredRps',
  'errorsRps',
  'queueDepth',
  'cpuCores',
  'p50Ms',
  'p95Ms',
  'p99Ms',
];

/** What the cluster looks like at the end of a second. */
export interface Snapshot {
  readonly replicas: number;
  readonly readyPods: number;
  readonly queueDepth: number;
  /** CPU used since the start, milliseconds of one core. */
  readonly cpuMs: number;
}

/** Collects what becomes of requests, by second and over the run (from `fromMs` on, so that a warm-up can be left out). */
export class Outcomes {
  public sent = 0;
  public answered = 0;
  public timedOut = 0;
  public refused = 0;
  /** Attempts after the first. */
  public retried = 0;
  /** Requests that a pod worked off for nobody. */
  public abandonedWork = 0;
  public waitMs = 0;
  public waits = 0;
  public latencyMs = 0;
  public readonly latencies = new LatencyHistogram();
  public readonly series: Series;
  private readonly second = new LatencyHistogram();
  private sentBefore = 0;
  private answeredBefore = 0;
  private cpuMsBefore = 0;

  public constructor(seconds: number) {
    const columns = SERIES_NAMES.map((name) => [name, new Float64Array(seconds)] as const);
    this.series = Object.fromEntries(columns) as unknown as Series;
  }

  public answer(latencyMs: number): void {
    this.answered++;
    this.latencyMs += latencyMs;
    this.second.record(latencyMs);
  }

  public timeOut(atMs: number): void {
    this.timedOut++;
    this.countError(atMs);
  }

  public refuse(atMs: number): void {
    this.refused++;
    this.countError(atMs);
  }

  /** A second has ended. */
  public close(second: number, snapshot: Snapshot): void {
    const { series } = this;
    series.replicas[second] = snapshot.replicas;
    series.readyPods[second] = snapshot.readyPods;
    series.queueDepth[second] = snapshot.queueDepth;
    series.cpuCores[second] = (snapshot.cpuMs - this.cpuMsBefore) / 1000;
    series.offeredRps[second] = this.sent - this.sentBefore;
    series.answeredRps[second] = this.answered - this.answeredBefore;
    series.p50Ms[second] = this.second.percentile(0.5);
    series.p95Ms[second] = this.second.percentile(0.95);
    series.p99Ms[second] = this.second.percentile(0.99);
    this.latencies.add(this.second);
    this.second.clear();
    this.sentBefore = this.sent;
    this.answeredBefore = this.answered;
    this.cpuMsBefore = snapshot.cpuMs;
  }

  private countError(atMs: number): void {
    const second = Math.min(Math.floor(atMs / 1000), this.series.errorsRps.length - 1);
    if (second >= 0) this.series.errorsRps[second] = (this.series.errorsRps[second] ?? 0) + 1;
  }
}
