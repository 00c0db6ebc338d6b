import { KPA_CLASS } from './annotations';

/** What config-autoscaler sets for the whole cluster. Knative Serving 98e5ef9, pkg/autoscaler/config/autoscalerconfig. */
export interface AutoscalerConfig {
  readonly podAutoscalerClass: string;
  readonly enableScaleToZero: boolean;
  readonly allowZeroInitialScale: boolean;
  readonly maxScaleUpRate: number;
  readonly maxScaleDownRate: number;
  /** Fraction of the concurrency limit to aim for, in (0, 1]. The ConfigMap may say it in percent. */
  readonly containerConcurrencyTargetFraction: number;
  readonly containerConcurrencyTargetDefault: number;
  /** Fraction to aim for with metrics other than concurrency. Upstream has no key for it. */
  readonly targetUtilization: number;
  readonly rpsTargetDefault: number;
  readonly targetBurstCapacity: number;
  readonly activatorCapacity: number;
  readonly panicWindowPercentage: number;
  readonly panicThresholdPercentage: number;
  readonly initialScale: number;
  readonly minScale: number;
  readonly maxScale: number;
  readonly maxScaleLimit: number;
  readonly stableWindowMs: number;
  readonly scaleDownDelayMs: number;
  readonly scaleToZeroGracePeriodMs: number;
  readonly scaleToZeroPodRetentionPeriodMs: number;
}

/** Upstream: pkg/autoscaler/config/config.go, defaultConfig. */
export const DEFAULT_AUTOSCALER_CONFIG: AutoscalerConfig = {
  podAutoscalerClass: KPA_CLASS,
  enableScaleToZero: true,
  allowZeroInitialScale: false,
  maxScaleUpRate: 1000,
  maxScaleDownRate: 2,
  containerConcurrencyTargetFraction: 0.7,
  containerConcurrencyTargetDefault: 100,
  targetUtilization: 0.7,
  rpsTargetDefault: 200,
  targetBurstCapacity: 211,
  activatorCapacity: 100,
  panicWindowPercentage: 10,
  panicThresholdPercentage: 200,
  initialScale: 1,
  minScale: 0,
  maxScale: 0,
  maxScaleLimit: 0,
  stableWindowMs: 60_000,
  scaleDownDelayMs: 0,
  scaleToZeroGracePeriodMs: 30_000,
  scaleToZeroPodRetentionPeriodMs: 0,
};
