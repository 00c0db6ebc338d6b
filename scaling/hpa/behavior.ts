import { DESIRED_WITHIN_RANGE, LIMITED, READY_FOR_NEW_SCALE, SCALE_DOWN_STABILIZED, SCALE_UP_STABILIZED } from './conditions';
import type { CompleteRules } from './defaults';
import type { History } from './history';
import { MAX_INT32, MIN_INT32, toInt32 } from './integers';
import type { Normalized, Recommendation } from './normalize';

/** Normalization of an HPA with spec.behavior. */

export interface Rules {
  readonly windowMs: number;
  readonly selectPolicy: string;
  readonly policies: readonly Policy[];
  readonly longestPeriodMs: number;
}

interface Policy {
  readonly type: string;
  readonly value: number;
  readonly periodMs: number;
}

/** Rules with times in the clock's unit. */
export function readRules(rules: CompleteRules): Rules {
  const policies = rules.policies.map(({ type, value, periodSeconds }) => ({ type, value, periodMs: periodSeconds * 1000 }));
  return {
    windowMs: rules.stabilizationWindowSeconds * 1000,
    selectPolicy: rules.selectPolicy,
    policies,
    longestPeriodMs: Math.max(0, ...policies.map(({ periodMs }) => periodMs)),
  };
}

/** The replicas that an HPA has added and removed, both positive. */
export interface ScaleEvents {
  readonly up: History;
  readonly down: History;
}

/**
 * Records a scaling, in place of one that no policy looks back to any more.
 * Follows pkg/controller/podautoscaler/horizontal.go, storeScaleEvent and markScaleEventsOutdated, v1.34.
 */
export function storeScaleEvent(events: History, change: number, rules: Rules, nowMs: number): void {
  events.record(nowMs, change, events.lastBefore(nowMs - rules.longestPeriodMs));
}

/** The count at the start of a policy's period, as far as this HPA's own scalings tell. All sums are int32, as upstream. */
function replicasAtPeriodStart(current: number, policy: Policy, events: ScaleEvents, nowMs: number): number {
  const cutoffMs = nowMs - policy.periodMs;
  return (current - events.up.sumAfter(cutoffMs) + events.down.sumAfter(cutoffMs)) | 0;
}

/**
 * A policy of 2147483647 pods overflows and so stops all scaling up.
 * Follows pkg/controller/podautoscaler/horizontal.go, calculateScaleUpLimitWithScalingRules, v1.37.2.
 */
export function scaleUpLimit(current: number, rules: Rules, events: ScaleEvents, nowMs: number): number {
  if (rules.selectPolicy === 'Disabled') return current;
  const select = rules.selectPolicy === 'Min' ? Math.min : Math.max;
  let limit = rules.selectPolicy === 'Min' ? MAX_INT32 : MIN_INT32;
  let proposed = 0;
  for (const policy of rules.policies) {
    const start = replicasAtPeriodStart(current, policy, events, nowMs);
    if (policy.type === 'Pods') proposed = (start + policy.value) | 0;
    else if (policy.type === 'Percent') proposed = toInt32(Math.ceil(start * (1 + policy.value / 100)));
    limit = select(limit, proposed);
  }
  return limit;
}

/** Follows pkg/controller/podautoscaler/horizontal.go, calculateScaleDownLimitWithBehaviors, v1.34. */
export function scaleDownLimit(current: number, rules: Rules, events: ScaleEvents, nowMs: number): number {
  if (rules.selectPolicy === 'Disabled') return current;
  const select = rules.selectPolicy === 'Min' ? Math.max : Math.min;
  let limit = rules.selectPolicy === 'Min' ? MIN_INT32 : MAX_INT32;
  let proposed = 0;
  for (const policy of rules.policies) {
    const start = replicasAtPeriodStart(current, policy, events, nowMs);
    if (policy.type === 'Pods') proposed = (start - policy.value) | 0;
    else if (policy.type === 'Percent') proposed = toInt32(start * (1 - policy.value / 100));
    limit = select(limit, proposed);
  }
  return limit;
}

/**
 * Records the recommendation, and moves only as far as all recommendations in the window for that direction agree.
 * Follows pkg/controller/podautoscaler/horizontal.go, stabilizeRecommendationWithBehaviors, v1.34.
 * A recommendation exactly as old as the window does not count, unlike without behavior.
 */
export function stabilizeBothWays(
  recommendations: History,
  { current, desired }: Recommendation,
  up: Rules,
  down: Rules,
  nowMs: number,
): number {
  const upCutoffMs = nowMs - up.windowMs;
  const downCutoffMs = nowMs - down.windowMs;
  let lowest = desired;
  let highest = desired;
  let expired = -1;
  for (let index = 0; index < recommendations.size; index++) {
    const timeMs = recommendations.timeAt(index);
    const value = recommendations.valueAt(index);
    if (timeMs > upCutoffMs && value < lowest) lowest = value;
    if (timeMs > downCutoffMs && value > highest) highest = value;
    if (timeMs < upCutoffMs && timeMs < downCutoffMs) expired = index;
  }
  recommendations.record(nowMs, desired, expired);
  return Math.min(Math.max(current, lowest), highest);
}

/** Follows pkg/controller/podautoscaler/horizontal.go, normalizeDesiredReplicasWithBehaviors, v1.34. */
export function normalizeWithBehavior(
  args: Recommendation,
  recommendations: History,
  up: Rules,
  down: Rules,
  events: ScaleEvents,
  nowMs: number,
): Normalized {
  const { current, desired, min, max } = args;
  const stabilized = stabilizeBothWays(recommendations, args, up, down, nowMs);
  const held = desired >= current ? SCALE_UP_STABILIZED : SCALE_DOWN_STABILIZED;
  const ableToScale = stabilized === desired ? READY_FOR_NEW_SCALE : held;
  if (stabilized > current) {
    const limit = Math.max(current, scaleUpLimit(current, up, events, nowMs));
    if (stabilized > Math.min(max, limit)) {
      const scalingLimited = max > limit ? LIMITED.ScaleUpLimit : LIMITED.TooManyReplicas;
      return { replicas: Math.min(max, limit), ableToScale, scalingLimited };
    }
  } else if (stabilized < current) {
    const limit = Math.min(current, scaleDownLimit(current, down, events, nowMs));
    if (stabilized < Math.max(min, limit)) {
      const scalingLimited = min < limit ? LIMITED.ScaleDownLimit : LIMITED.TooFewReplicas;
      return { replicas: Math.max(min, limit), ableToScale, scalingLimited };
    }
  }
  return { replicas: stabilized, ableToScale, scalingLimited: DESIRED_WITHIN_RANGE };
}
