import { ANNOTATION, type Annotations, HPA_CLASS, KPA_CLASS, floatSetting, int32Setting, lookUp } from './annotations';
import type { AutoscalerConfig } from './config';

/** Whether any route sends traffic to the revision; '' is "not known yet", which upstream treats as reachable. */
export type Reachability = 'Reachable' | 'Unreachable' | '';

/** The part of a Knative PodAutoscaler that scaling reads. Knative Serving 98e5ef9, pkg/apis/autoscaling/v1alpha1/pa_types.go. */
export interface PodAutoscaler {
  readonly annotations: Annotations;
  /** Hard limit of requests in one pod at a time; 0 is no limit. */
  readonly containerConcurrency: number;
  readonly reachability: Reachability;
}

/** Upstream: pa_lifecycle.go, Class. */
export function autoscalerClass(pa: PodAutoscaler): string {
  return lookUp(pa.annotations, ANNOTATION.class)?.text ?? KPA_CLASS;
}

/**
 * Whether a plain HPA scales a revision, in place of Knative's own autoscaler: by its annotation, else by `pod-autoscaler-class` of
 * config-autoscaler. Upstream: pa_defaults.go, SetDefaults.
 */
export function isOnHpa({ annotations }: Pick<PodAutoscaler, 'annotations'>, { podAutoscalerClass }: AutoscalerConfig): boolean {
  return (lookUp(annotations, ANNOTATION.class)?.text ?? podAutoscalerClass) === HPA_CLASS;
}

/** Upstream: pa_lifecycle.go, Metric, with the default of pa_defaults.go, defaultMetric. */
export function scalingMetric(pa: PodAutoscaler): string {
  return lookUp(pa.annotations, ANNOTATION.metric)?.text ?? (autoscalerClass(pa) === HPA_CLASS ? 'cpu' : 'concurrency');
}

export interface ScaleBounds {
  readonly min: number;
  /** 0 is no bound. */
  readonly max: number;
}

/** min-scale and max-scale; min-scale does not hold for a revision that no route reaches. Upstream: pa_lifecycle.go, ScaleBounds. */
export function scaleBounds(pa: PodAutoscaler, config: AutoscalerConfig): ScaleBounds {
  return {
    min: pa.reachability === 'Unreachable' ? 0 : (int32Setting(pa.annotations, ANNOTATION.minScale) ?? config.minScale),
    max: int32Setting(pa.annotations, ANNOTATION.maxScale) ?? config.maxScale,
  };
}

/** Upstream: pkg/reconciler/autoscaling/kpa/scaler.go, applyBounds. */
export function applyBounds(bounds: ScaleBounds, desired: number): number {
  if (desired < bounds.min) return bounds.min;
  if (bounds.max !== 0 && desired > bounds.max) return bounds.max;
  return desired;
}

/** Upstream: pkg/reconciler/autoscaling/kpa/resources/decider.go, GetInitialScale. */
export function initialScale(pa: PodAutoscaler, config: AutoscalerConfig): number {
  const own = int32Setting(pa.annotations, ANNOTATION.initialScale);
  if (own === undefined || (own === 0 && !config.allowZeroInitialScale)) return config.initialScale;
  return own;
}

/** Upstream: pkg/reconciler/autoscaling/kpa/kpa.go, resolveTBC. -1 is unlimited: the activator never leaves the path. */
export function targetBurstCapacity(pa: PodAutoscaler, config: AutoscalerConfig): number {
  return floatSetting(pa.annotations, ANNOTATION.targetBurstCapacity) ?? config.targetBurstCapacity;
}
