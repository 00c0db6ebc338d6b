import type { AutoscalerConfig } from './config';
import { formatSeconds } from '../go-values';
import { PANIC_WINDOW_PERCENTAGE_MAX, PANIC_WINDOW_PERCENTAGE_MIN, TARGET_MIN, WINDOW_MAX_MS, WINDOW_MIN_MS } from './limits';
import { type Problem, rejected } from '../problem';

type Check<Answer> = (config: AutoscalerConfig) => Answer;

/** Knative Serving 98e5ef9, pkg/autoscaler/config/config.go, validate: one rule per check, in its order. */
const RULES: readonly (readonly [key: string, isBroken: Check<boolean>, message: Check<string>])[] = [
  [
    'scale-to-zero-grace-period',
    (c) => c.scaleToZeroGracePeriodMs <= 0,
    (c) => `must be positive, was ${c.scaleToZeroGracePeriodMs / 1000}s`,
  ],
  ['scale-down-delay', (c) => c.scaleDownDelayMs < 0, (c) => `must not be negative, was ${c.scaleDownDelayMs / 1000}s`],
  [
    'scale-down-delay',
    (c) => !isWholeSeconds(c.scaleDownDelayMs),
    (c) => `must be whole seconds, was ${c.scaleDownDelayMs / 1000}s`,
  ],
  [
    'scale-to-zero-pod-retention-period',
    (c) => c.scaleToZeroPodRetentionPeriodMs < 0,
    (c) => `must not be negative, was ${c.scaleToZeroPodRetentionPeriodMs / 1000}s`,
  ],
  [
    'target-burst-capacity',
    (c) => c.targetBurstCapacity < 0 && c.targetBurstCapacity !== -1,
    (c) => `must be 0 or more, or -1 for unlimited, was ${c.targetBurstCapacity}`,
  ],
  [
    'container-concurrency-target-percentage',
    (c) => c.containerConcurrencyTargetFraction <= 0 || c.containerConcurrencyTargetFraction > 1,
    (c) => `must be in (0, 100], was ${c.containerConcurrencyTargetFraction * 100}`,
  ],
  [
    'container-concurrency-target-default',
    (c) => c.containerConcurrencyTargetFraction * c.containerConcurrencyTargetDefault < TARGET_MIN,
    (c) =>
      `times container-concurrency-target-percentage is ${c.containerConcurrencyTargetFraction * c.containerConcurrencyTargetDefault}, must be at least ${TARGET_MIN}`,
  ],
  [
    'requests-per-second-target-default',
    (c) => c.rpsTargetDefault < TARGET_MIN,
    (c) => `must be at least ${TARGET_MIN}, was ${c.rpsTargetDefault}`,
  ],
  ['activator-capacity', (c) => c.activatorCapacity < 1, (c) => `must be at least 1, was ${c.activatorCapacity}`],
  ['max-scale-up-rate', (c) => c.maxScaleUpRate <= 1, (c) => `must be greater than 1, was ${c.maxScaleUpRate}`],
  ['max-scale-down-rate', (c) => c.maxScaleDownRate <= 1, (c) => `must be greater than 1, was ${c.maxScaleDownRate}`],
  [
    'stable-window',
    (c) => c.stableWindowMs < WINDOW_MIN_MS || c.stableWindowMs > WINDOW_MAX_MS,
    (c) =>
      `must be between ${formatSeconds(WINDOW_MIN_MS / 1000)} and ${formatSeconds(WINDOW_MAX_MS / 1000)}, was ${c.stableWindowMs / 1000}s`,
  ],
  ['stable-window', (c) => !isWholeSeconds(c.stableWindowMs), (c) => `must be whole seconds, was ${c.stableWindowMs / 1000}s`],
  [
    'panic-window-percentage',
    (c) => c.panicWindowPercentage < PANIC_WINDOW_PERCENTAGE_MIN || c.panicWindowPercentage > PANIC_WINDOW_PERCENTAGE_MAX,
    (c) => `must be between ${PANIC_WINDOW_PERCENTAGE_MIN} and ${PANIC_WINDOW_PERCENTAGE_MAX}, was ${c.panicWindowPercentage}`,
  ],
  [
    'initial-scale',
    (c) => c.initialScale < 0 || (c.initialScale === 0 && !c.allowZeroInitialScale),
    (c) => `must be at least ${c.allowZeroInitialScale ? 0 : '1 (0 needs allow-zero-initial-scale)'}, was ${c.initialScale}`,
  ],
  ['min-scale', (c) => c.minScale < 0, (c) => `must be at least 0, was ${c.minScale}`],
  [
    'max-scale',
    (c) => c.maxScale < (c.maxScaleLimit > 0 ? 1 : 0) || (c.maxScaleLimit > 0 && c.maxScale > c.maxScaleLimit),
    (c) =>
      c.maxScaleLimit > 0
        ? `must be between 1 and max-scale-limit (${c.maxScaleLimit}), was ${c.maxScale}`
        : `must be at least 0, was ${c.maxScale}`,
  ],
  ['max-scale-limit', (c) => c.maxScaleLimit < 0, (c) => `must be at least 0, was ${c.maxScaleLimit}`],
  [
    'min-scale',
    (c) => c.minScale > c.maxScale && c.maxScale > 0,
    (c) => `must not exceed max-scale (${c.maxScale}), was ${c.minScale}`,
  ],
];

/** Everything for which upstream refuses a config-autoscaler. */
export function configProblems(config: AutoscalerConfig): Problem[] {
  return RULES.filter(([, isBroken]) => isBroken(config)).map(([key, , message]) => rejected(key, message(config)));
}

export function isWholeSeconds(milliseconds: number): boolean {
  return milliseconds % 1000 === 0;
}
