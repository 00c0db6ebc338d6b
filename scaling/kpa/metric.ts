import { ANNOTATION, durationMsSetting, floatSetting, lookUp } from './annotations';
import type { AutoscalerConfig } from './config';
import { BUCKET_MS } from './limits';
import { type PodAutoscaler, targetBurstCapacity } from './pod-autoscaler';

export type AggregationAlgorithm = 'linear' | 'weighted-exponential';

/** What is collected for one revision. Knative Serving 98e5ef9, pkg/apis/autoscaling/v1alpha1/metric_types.go, MetricSpec. */
export interface MetricSpec {
  readonly stableWindowMs: number;
  readonly panicWindowMs: number;
  /** Whether pods are scraped. With an unlimited burst capacity all traffic passes the activator, whose reports suffice. */
  readonly scrapesPods: boolean;
}

/** Upstream: pkg/reconciler/autoscaling/resources/metric.go, StableWindow. */
export function stableWindowMs(pa: PodAutoscaler, config: AutoscalerConfig): number {
  return durationMsSetting(pa.annotations, ANNOTATION.window) ?? config.stableWindowMs;
}

/**
 * Follows Knative Serving 98e5ef9, pkg/reconciler/autoscaling/resources/metric.go, MakeMetric,
 * and pkg/reconciler/autoscaling/kpa/kpa.go, resolveScrapeTarget.
 */
export function makeMetric(pa: PodAutoscaler, config: AutoscalerConfig): MetricSpec {
  const stable = stableWindowMs(pa, config);
  const percentage = floatSetting(pa.annotations, ANNOTATION.panicWindowPercentage) ?? config.panicWindowPercentage;
  return {
    stableWindowMs: stable,
    panicWindowMs: Math.max(BUCKET_MS, panicWindowMs(stable, percentage)),
    scrapesPods: targetBurstCapacity(pa, config) !== -1,
  };
}

/** Rounded to whole seconds in nanoseconds, as Go does: a fraction of a nanosecond decides a tie. */
function panicWindowMs(stableMs: number, percentage: number): number {
  const nanos = Math.trunc((stableMs * 1e6 * percentage) / 100);
  return Math.round(nanos / 1e9) * 1000;
}

/**
 * How samples in a window are weighed. It is fixed when collection starts: changing the annotation later has no effect.
 * Upstream: pkg/apis/autoscaling/v1alpha1/metric_lifecycle.go, AggregationAlgorithm; pkg/autoscaler/metrics/collector.go, newCollection.
 */
export function aggregationAlgorithm(pa: PodAutoscaler): AggregationAlgorithm {
  const algorithm = lookUp(pa.annotations, ANNOTATION.metricAggregationAlgorithm)?.text;
  return algorithm === 'weighted-exponential' || algorithm === 'weightedExponential' ? 'weighted-exponential' : 'linear';
}
