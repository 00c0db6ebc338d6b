import { DESIRED_WITHIN_RANGE, LIMITED, READY_FOR_NEW_SCALE, SCALE_DOWN_STABILIZED } from './conditions';
import type { History } from './history';
import { toInt32 } from './integers';
import type { Normalized, Recommendation } from './normalize';

/** Normalization of an HPA without spec.behavior. */

/**
 * Records the recommendation and returns the highest one of the window.
 * Follows pkg/controller/podautoscaler/horizontal.go, stabilizeRecommendation, v1.34. One exactly as old as the window counts.
 */
export function stabilize(recommendations: History, desired: number, nowMs: number, windowMs: number): number {
  const cutoffMs = nowMs - windowMs;
  let highest = desired;
  let expired = -1;
  for (let index = 0; index < recommendations.size; index++) {
    if (recommendations.timeAt(index) < cutoffMs) expired = index;
    else highest = Math.max(highest, recommendations.valueAt(index));
  }
  recommendations.record(nowMs, desired, expired);
  return highest;
}

/** At most double, or four, per sync. Follows pkg/controller/podautoscaler/horizontal.go, calculateScaleUpLimit, v1.34. */
export function scaleUpLimit(currentReplicas: number): number {
  return toInt32(Math.max(2 * currentReplicas, 4));
}

/** Follows pkg/controller/podautoscaler/horizontal.go, normalizeDesiredReplicas and convertDesiredReplicasWithRules, v1.34. */
export function normalize(args: Recommendation, recommendations: History, nowMs: number, windowMs: number): Normalized {
  const { current, desired, min, max } = args;
  const stabilized = stabilize(recommendations, desired, nowMs, windowMs);
  const ableToScale = stabilized === desired ? READY_FOR_NEW_SCALE : SCALE_DOWN_STABILIZED;
  if (stabilized < min) return { replicas: min, ableToScale, scalingLimited: LIMITED.TooFewReplicas };
  const limit = scaleUpLimit(current);
  const highest = Math.min(max, limit);
  if (stabilized <= highest) return { replicas: stabilized, ableToScale, scalingLimited: DESIRED_WITHIN_RANGE };
  return { replicas: highest, ableToScale, scalingLimited: max > limit ? LIMITED.ScaleUpLimit : LIMITED.TooManyReplicas };
}
