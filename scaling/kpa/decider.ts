import { ANNOTATION, durationMsSetting, floatSetting, int32Setting } from './annotations';
import type { AutoscalerConfig } from './config';
import { toInt32 } from '../go-values';
import { TARGET_MIN } from './limits';
import { stableWindowMs } from './metric';
import { type PodAutoscaler, initialScale, scalingMetric, targetBurstCapacity } from './pod-autoscaler';

/** The parameters of one decision. Knative Serving 98e5ef9, pkg/autoscaler/scaling/multiscaler.go, DeciderSpec. */
export interface DeciderSpec {
  readonly maxScaleUpRate: number;
  readonly maxScaleDownRate: number;
  /** `rps`; anything else is read as concurrency. */
  readonly scalingMetric: string;
  /** What one pod should carry. */
  readonly targetValue: number;
  /** What one pod can carry. */
  readonly totalValue: number;
  /** Load that must fit on top of the current one; 0 is none, -1 is unlimited. */
  readonly targetBurstCapacity: number;
  readonly activatorCapacity: number;
  /** Ratio of wanted to ready pods from which panic starts. */
  readonly panicThreshold: number;
  readonly stableWindowMs: number;
  readonly scaleDownDelayMs: number;
  readonly initialScale: number;
  readonly reachable: boolean;
  /** Fewest pods above zero; 0 or 1 is no bound. */
  readonly activationScale: number;
}

export interface MetricTarget {
  readonly target: number;
  readonly total: number;
}

/**
 * Target and capacity of one pod in the scaling metric.
 * Follows Knative Serving 98e5ef9, pkg/reconciler/autoscaling/resources/target.go, ResolveMetricTarget.
 */
export function resolveMetricTarget(pa: PodAutoscaler, config: AutoscalerConfig): MetricTarget {
  const metric = scalingMetric(pa);
  let total: number;
  let utilization: number;
  if (metric === 'rps') {
    total = config.rpsTargetDefault;
    utilization = config.targetUtilization;
  } else {
    total = pa.containerConcurrency === 0 ? config.containerConcurrencyTargetDefault : pa.containerConcurrency;
    utilization = config.containerConcurrencyTargetFraction;
  }

  const wanted = floatSetting(pa.annotations, ANNOTATION.target);
  if (wanted !== undefined) {
    // The queue in front of the container admits no more than containerConcurrency, whatever the target says.
    const limited = metric === 'concurrency' && pa.containerConcurrency !== 0;
    total = limited ? Math.min(wanted, pa.containerConcurrency) : wanted;
  }

  const percentage = floatSetting(pa.annotations, ANNOTATION.targetUtilizationPercentage);
  if (percentage !== undefined) utilization = percentage / 100;
  return { target: Math.max(TARGET_MIN, total * utilization), total };
}

/** Follows Knative Serving 98e5ef9, pkg/reconciler/autoscaling/kpa/resources/decider.go, MakeDecider. */
export function makeDecider(pa: PodAutoscaler, config: AutoscalerConfig): DeciderSpec {
  const { target, total } = resolveMetricTarget(pa, config);
  return {
    maxScaleUpRate: config.maxScaleUpRate,
    maxScaleDownRate: config.maxScaleDownRate,
    scalingMetric: scalingMetric(pa),
    targetValue: target,
    totalValue: total,
    targetBurstCapacity: targetBurstCapacity(pa, config),
    activatorCapacity: config.activatorCapacity,
    panicThreshold: (floatSetting(pa.annotations, ANNOTATION.panicThresholdPercentage) ?? config.panicThresholdPercentage) / 100,
    stableWindowMs: stableWindowMs(pa, config),
    scaleDownDelayMs: durationMsSetting(pa.annotations, ANNOTATION.scaleDownDelay) ?? config.scaleDownDelayMs,
    initialScale: initialScale(pa, config),
    reachable: pa.reachability !== 'Unreachable',
    activationScale: int32Setting(pa.annotations, ANNOTATION.activationScale) ?? 0,
  };
}

/**
 * Excess burst capacity before the first decision. It decides whether a new revision starts behind the activator.
 * Follows Knative Serving 98e5ef9, pkg/autoscaler/scaling/multiscaler.go, createScaler.
 */
export function initialExcessBurstCapacity(spec: DeciderSpec): number {
  const burst = spec.targetBurstCapacity;
  if (burst === -1 || burst === 0) return burst;
  return toInt32(spec.initialScale * spec.totalValue - burst);
}
