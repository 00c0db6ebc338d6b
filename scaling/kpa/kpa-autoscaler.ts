import { Autoscaler, type ScaleResult } from './autoscaler';
import type { AutoscalerConfig } from './config';
import { type DeciderSpec, makeDecider } from './decider';
import { type MetricSpec, aggregationAlgorithm, makeMetric } from './metric';
import { MetricWindows } from './metric-windows';
import type { PodAutoscaler } from './pod-autoscaler';

export interface KpaAutoscalerOptions {
  readonly podAutoscaler: PodAutoscaler;
  readonly config: AutoscalerConfig;
  /** When it starts, milliseconds on the clock that all other times are on. */
  readonly nowMs: number;
  /** Pods that are ready at that time. */
  readonly readyPods: number;
}

/**
 * One revision's autoscaler: feed it what pods and activators report, ask it every two seconds for a scale.
 * Puts together, as Knative Serving 98e5ef9 does, the metric collection (pkg/autoscaler/metrics/collector.go) and the decision
 * (pkg/autoscaler/scaling/autoscaler.go). `reconcile` applies the decision.
 *
 * @example
 * const kpa = new KpaAutoscaler({ podAutoscaler, config, nowMs: 0, readyPods: 0 });
 * kpa.record(950, 12.5, 40);
 * kpa.scale(2_000, 1).desired;
 */
export class KpaAutoscaler {
  private decider: DeciderSpec;
  private collected: MetricSpec;
  private readonly windows: MetricWindows;
  private readonly autoscaler: Autoscaler;

  public constructor(options: KpaAutoscalerOptions) {
    const { podAutoscaler, config, nowMs, readyPods } = options;
    this.decider = makeDecider(podAutoscaler, config);
    this.collected = makeMetric(podAutoscaler, config);
    this.windows = new MetricWindows(this.collected, aggregationAlgorithm(podAutoscaler));
    this.autoscaler = new Autoscaler(this.decider, nowMs, readyPods);
  }

  /** Targets and windows as resolved from annotations and config. */
  public get spec(): DeciderSpec & MetricSpec {
    return { ...this.decider, ...this.collected };
  }

  /** Annotations or config changed at `nowMs`. The aggregation algorithm and the length of the scale-down delay stay. */
  public update(podAutoscaler: PodAutoscaler, config: AutoscalerConfig, nowMs: number): void {
    this.decider = makeDecider(podAutoscaler, config);
    this.collected = makeMetric(podAutoscaler, config);
    this.windows.update(this.collected, nowMs);
    this.autoscaler.update(this.decider);
  }

  /**
   * One report of a pod (or of all pods, see `scrape`) or of an activator.
   *
   * @param concurrency requests in flight, averaged over the last second, without those that an activator reports itself
   * @param rps requests in the last second, without those that an activator reports itself
   */
  public record(timeMs: number, concurrency: number, rps: number): void {
    this.windows.record(timeMs, concurrency, rps);
  }

  /** The decision at this moment. @param readyPods pods that are ready, without substituting 1 for 0 */
  public scale(nowMs: number, readyPods: number): ScaleResult {
    return this.autoscaler.scale(nowMs, readyPods, this.windows.observe(this.decider.scalingMetric, nowMs));
  }
}
