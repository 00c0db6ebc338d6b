import { KPA_CLASS } from './annotations';

/** Upstream: pkg/autoscaler/config/config.go, defaultConfig. */
export const DEFAULT_AUTOSCALER_CONFIG = {
  podAutoscalerClass: KPA_CLASS,
  enableScaleToZero: true,
  allowZeroInitialScale: false,
  maxScaleUpRate: 1000,
  maxScaleDownRate: 2,
  /** Fraction of the concurrency limit to aim for, in (0, 1]. The ConfigMap may say it in percent. */
  containerConcurrencyTargetFraction: 0.7,
  containerConcurrencyTargetDefault: 100,
  /** Fraction to aim for with metrics other than concurrency. Upstream has no key for it. */
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

/** What config-autoscaler sets for the whole cluster. Knative Serving 98e5ef9, pkg/autoscaler/config/autoscalerconfig. */
export type AutoscalerConfig = Readonly<typeof DEFAULT_AUTOSCALER_CONFIG>;
