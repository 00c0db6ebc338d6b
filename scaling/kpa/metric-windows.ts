import { LinearBuckets, bucketOf } from './linear-buckets';
import type { AggregationAlgorithm, MetricSpec } from './metric';
import { WeightedBuckets } from './weighted-buckets';

/** Averages of the scaling metric over the stable and the panic window. */
export interface Observed {
  readonly stable: number;
  readonly panic: number;
}

/**
 * The four windows kept for one revision: concurrency and requests per second, stable and panic.
 * Follows Knative Serving 98e5ef9, pkg/autoscaler/metrics/collector.go, collection.
 */
export class MetricWindows {
  private readonly concurrency: LinearBuckets;
  private readonly concurrencyPanic: LinearBuckets;
  private readonly rps: LinearBuckets;
  private readonly rpsPanic: LinearBuckets;
  private scrapesPods: boolean;

  public constructor(spec: MetricSpec, algorithm: AggregationAlgorithm) {
    const Buckets = algorithm === 'linear' ? LinearBuckets : WeightedBuckets;
    this.concurrency = new Buckets(spec.stableWindowMs);
    this.concurrencyPanic = new Buckets(spec.panicWindowMs);
    this.rps = new Buckets(spec.stableWindowMs);
    this.rpsPanic = new Buckets(spec.panicWindowMs);
    this.scrapesPods = spec.scrapesPods;
  }

  public record(timeMs: number, concurrency: number, rps: number): void {
    const bucket = bucketOf(timeMs);
    this.concurrency.recordAt(bucket, concurrency);
    this.concurrencyPanic.recordAt(bucket, concurrency);
    this.rps.recordAt(bucket, rps);
    this.rpsPanic.recordAt(bucket, rps);
  }

  /** Upstream: collector.go, updateMetric. */
  public update(spec: MetricSpec, nowMs: number): void {
    this.scrapesPods = spec.scrapesPods;
    this.concurrency.resize(spec.stableWindowMs, nowMs);
    this.concurrencyPanic.resize(spec.panicWindowMs, nowMs);
    this.rps.resize(spec.stableWindowMs, nowMs);
    this.rpsPanic.resize(spec.panicWindowMs, nowMs);
  }

  /**
   * Averages at this moment, or undefined when nothing was heard for a whole stable window. Where pods are not scraped, silence
   * is not a lack of data: it is a load of zero.
   * Upstream: collector.go, StableAndPanicConcurrency and StableAndPanicRPS.
   */
  public observe(scalingMetric: string, nowMs: number): Observed | undefined {
    const stable = scalingMetric === 'rps' ? this.rps : this.concurrency;
    if (this.scrapesPods && stable.isEmpty(nowMs)) return undefined;
    const panic = scalingMetric === 'rps' ? this.rpsPanic : this.concurrencyPanic;
    return { stable: stable.average(nowMs), panic: panic.average(nowMs) };
  }
}
