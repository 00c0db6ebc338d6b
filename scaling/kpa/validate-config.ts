import type { AutoscalerConfig } from './config';
import { formatSeconds } from '../go-values';
import { PANIC_WINDOW_PERCENTAGE_MAX, PANIC_WINDOW_PERCENTAGE_MIN, TARGET_MIN, WINDOW_MAX_MS, WINDOW_MIN_MS } from './limits';
import { type Problem, rejected } from '../problem';

interface Rule {
  readonly key: string;
  readonly broken: (config: AutoscalerConfig) => boolean;
  readonly message: (config: AutoscalerConfig) => string;
}

/** Knative Serving 98e5ef9, pkg/autoscaler/config/config.go, validate: one rule per check, in its order. */
const RULES: readonly Rule[] = [
  {
    key: 'scale-to-zero-grace-period',
    broken: (c) => c.scaleToZeroGracePeriodMs <= 0,
    message: (c) => `must be positive, was ${c.scaleToZeroGracePeriodMs / 1000}s`,
  },
  {
    key: 'scale-down-delay',
    broken: (c) => c.scaleDownDelayMs < 0,
    message: (c) => `must not be negative, was ${c.scaleDownDelayMs / 1000}s`,
  },
  {
    key: 'scale-down-delay',
    broken: (c) => !isWholeSeconds(c.scaleDownDelayMs),
    message: (c) => `must be whole seconds, was ${c.scaleDownDelayMs / 1000}s`,
  },
  {
    key: 'scale-to-zero-pod-retention-period',
    broken: (c) => c.scaleToZeroPodRetentionPeriodMs < 0,
    message: (c) => `must not be negative, was ${c.scaleToZeroPodRetentionPeriodMs / 1000}s`,
  },
  {
    key: 'target-burst-capacity',
    broken: (c) => c.targetBurstCapacity < 0 && c.targetBurstCapacity !== -1,
    message: (c) => `must be 0 or more, or -1 for unlimited, was ${c.targetBurstCapacity}`,
  },
  {
    key: 'container-concurrency-target-percentage',
    broken: (c) => c.containerConcurrencyTargetFraction <= 0 || c.containerConcurrencyTargetFraction > 1,
    message: (c) => `must be in (0, 100], was ${c.containerConcurrencyTargetFraction * 100}`,
  },
  {
    key: 'container-concurrency-target-default',
    broken: (c) => c.containerConcurrencyTargetFraction * c.containerConcurrencyTargetDefault < TARGET_MIN,
    message: (c) =>
      `times container-concurrency-target-percentage is ${c.containerConcurrencyTargetFraction * c.containerConcurrencyTargetDefault}, must be at least ${TARGET_MIN}`,
  },
  {
    key: 'requests-per-second-target-default',
    broken: (c) => c.rpsTargetDefault < TARGET_MIN,
    message: (c) => `must be at least ${TARGET_MIN}, was ${c.rpsTargetDefault}`,
  },
  {
    key: 'activator-capacity',
    broken: (c) => c.activatorCapacity < 1,
    message: (c) => `must be at least 1, was ${c.activatorCapacity}`,
  },
  {
    key: 'max-scale-up-rate',
    broken: (c) => c.maxScaleUpRate <= 1,
    message: (c) => `must be greater than 1, was ${c.maxScaleUpRate}`,
  },
  {
    key: 'max-scale-down-rate',
    broken: (c) => c.maxScaleDownRate <= 1,
    message: (c) => `must be greater than 1, was ${c.maxScaleDownRate}`,
  },
  {
    key: 'stable-window',
    broken: (c) => c.stableWindowMs < WINDOW_MIN_MS || c.stableWindowMs > WINDOW_MAX_MS,
    message: (c) =>
      `must be between ${formatSeconds(WINDOW_MIN_MS / 1000)} and ${formatSeconds(WINDOW_MAX_MS / 1000)}, was ${c.stableWindowMs / 1000}s`,
  },
  {
    key: 'stable-window',
    broken: (c) => !isWholeSeconds(c.stableWindowMs),
    message: (c) => `must be whole seconds, was ${c.stableWindowMs / 1000}s`,
  },
  {
    key: 'panic-window-percentage',
    broken: (c) => c.panicWindowPercentage < PANIC_WINDOW_PERCENTAGE_MIN || c.panicWindowPercentage > PANIC_WINDOW_PERCENTAGE_MAX,
    message: (c) =>
      `must be between ${PANIC_WINDOW_PERCENTAGE_MIN} and ${PANIC_WINDOW_PERCENTAGE_MAX}, was ${c.panicWindowPercentage}`,
  },
  {
    key: 'initial-scale',
    broken: (c) => c.initialScale < 0 || (c.initialScale === 0 && !c.allowZeroInitialScale),
    message: (c) =>
      `must be at least ${c.allowZeroInitialScale ? 0 : '1 (0 needs allow-zero-initial-scale)'}, was ${c.initialScale}`,
  },
  { key: 'min-scale', broken: (c) => c.minScale < 0, message: (c) => `must be at least 0, was ${c.minScale}` },
  {
    key: 'max-scale',
    broken: (c) => c.maxScale < (c.maxScaleLimit > 0 ? 1 : 0) || (c.maxScaleLimit > 0 && c.maxScale > c.maxScaleLimit),
    message: (c) =>
      c.maxScaleLimit > 0
        ? `must be between 1 and max-scale-limit (${c.maxScaleLimit}), was ${c.maxScale}`
        : `must be at least 0, was ${c.maxScale}`,
  },
  { key: 'max-scale-limit', broken: (c) => c.maxScaleLimit < 0, message: (c) => `must be at least 0, was ${c.maxScaleLimit}` },
  {
    key: 'min-scale',
    broken: (c) => c.minScale > c.maxScale && c.maxScale > 0,
    message: (c) => `must not exceed max-scale (${c.maxScale}), was ${c.minScale}`,
  },
];

/** Everything for which upstream refuses a config-autoscaler. */
export function configProblems(config: AutoscalerConfig): Problem[] {
  return RULES.filter((rule) => rule.broken(config)).map((rule) => rejected(rule.key, rule.message(config)));
}

export function isWholeSeconds(milliseconds: number): boolean {
  return milliseconds % 1000 === 0;
}
