import { parseFloat64 } from '../go-values';
import { jobMaxReplicas, jobMinReplicas } from './defaults';
import type { ScaledJobSpec, ScalingStrategy } from './types';

export interface JobCounts {
  /** Jobs that have not finished, pending ones included. */
  readonly running: number;
  /** Jobs of which no pod runs yet. */
  readonly pending: number;
}

/** How many jobs are wanted, and how many may be created at most. */
export interface JobScale {
  readonly scaleTo: number;
  readonly effectiveMaxScale: number;
}

export interface JobDemand {
  /** Length of the queue, rounded up. */
  readonly queueLength: number;
  /** Jobs that the queue needs, at most maxReplicaCount, rounded up. */
  readonly maxScale: number;
}

/**
 * Jobs to create according to the scaling strategy.
 * Follows KEDA 8b4f083, pkg/scaling/executor/scale_jobs.go, getScalingDecision.
 */
export function jobScale(spec: ScaledJobSpec, demand: JobDemand, counts: JobCounts): JobScale {
  const min = jobMinReplicas(spec);
  const missing = min - counts.running;
  if (missing > 0) return { scaleTo: missing, effectiveMaxScale: missing };
  const scale = strategyScale(spec.scalingStrategy ?? {}, {
    maxScale: demand.maxScale,
    scaleTo: demand.queueLength,
    runningJobs: counts.running - min,
    pendingJobs: counts.pending,
    maxReplicas: jobMaxReplicas(spec),
  });
  return { ...scale, effectiveMaxScale: Math.max(0, scale.effectiveMaxScale) };
}

export interface StrategyInput {
  readonly maxScale: number;
  readonly scaleTo: number;
  readonly runningJobs: number;
  readonly pendingJobs: number;
  readonly maxReplicas: number;
}

/** Follows KEDA 8b4f083, pkg/scaling/executor/scale_jobs.go, NewScalingStrategy and GetEffectiveMaxScale of each. */
export function strategyScale(strategy: ScalingStrategy, input: StrategyInput): JobScale {
  const { maxScale, scaleTo, runningJobs, pendingJobs, maxReplicas } = input;
  switch (strategyName(strategy)) {
    case 'custom': {
      const deduction = strategy.customScalingQueueLengthDeduction ?? 0;
      const percentage = parseFloat64(strategy.customScalingRunningJobPercentage ?? '') ?? 0;
      const wanted = maxScale - deduction - Math.trunc(runningJobs * percentage);
      return { scaleTo, effectiveMaxScale: Math.min(wanted, maxReplicas) };
    }
    case 'accurate':
      return {
        scaleTo,
        effectiveMaxScale:
          maxScale + runningJobs - pendingJobs > maxReplicas ? maxReplicas - runningJobs : maxScale - pendingJobs,
      };
    case 'eager':
      return { scaleTo: maxReplicas, effectiveMaxScale: Math.min(maxReplicas - runningJobs - pendingJobs, maxScale) };
    case 'default':
      return { scaleTo, effectiveMaxScale: maxScale - runningJobs };
  }
}

export type StrategyName = 'default' | 'custom' | 'accurate' | 'eager';

/** The strategy that is used: custom without a readable percentage, and any unknown one, is default. */
export function strategyName({ strategy, customScalingRunningJobPercentage }: ScalingStrategy): StrategyName {
  if (strategy === 'accurate' || strategy === 'eager') return strategy;
  return strategy === 'custom' && parseFloat64(customScalingRunningJobPercentage ?? '') !== undefined ? 'custom' : 'default';
}
