import type { Condition } from './types';

/** Conditions that never vary, made once. Texts as in pkg/controller/podautoscaler/horizontal.go, v1.34. */

function condition(status: Condition['status'], reason: string, message: string): Condition {
  return { status, reason, message };
}

export const SUCCEEDED_GET_SCALE = condition(
  'True',
  'SucceededGetScale',
  "the HPA controller was able to get the target's current scale",
);
export const READY_FOR_NEW_SCALE = condition('True', 'ReadyForNewScale', 'recommended size matches current size');
export const SCALE_UP_STABILIZED = condition(
  'True',
  'ScaleUpStabilized',
  'recent recommendations were lower than current one, applying the lowest recent recommendation',
);
export const SCALE_DOWN_STABILIZED = condition(
  'True',
  'ScaleDownStabilized',
  'recent recommendations were higher than current one, applying the highest recent recommendation',
);
export const SCALING_DISABLED = condition(
  'False',
  'ScalingDisabled',
  'scaling is disabled since the replica count of the target is zero',
);
export const DESIRED_WITHIN_RANGE = condition('False', 'DesiredWithinRange', 'the desired count is within the acceptable range');
export const SCALED_TO_ZERO = condition('True', 'ScaledToZero', 'the HPA controller scaled the workload to zero');
export const NOT_SCALED_TO_ZERO = condition('False', 'NotScaledToZero', 'the HPA controller did not scale the workload to zero');

const LIMIT_MESSAGES = {
  ScaleUpLimit: 'the desired replica count is increasing faster than the maximum scale rate',
  ScaleDownLimit: 'the desired replica count is decreasing faster than the maximum scale rate',
  TooManyReplicas: 'the desired replica count is more than the maximum replica count',
  TooFewReplicas: 'the desired replica count is less than the minimum replica count',
} as const;

export type Limit = keyof typeof LIMIT_MESSAGES;

export const LIMITED: Readonly<Record<Limit, Condition>> = {
  ScaleUpLimit: condition('True', 'ScaleUpLimit', LIMIT_MESSAGES.ScaleUpLimit),
  ScaleDownLimit: condition('True', 'ScaleDownLimit', LIMIT_MESSAGES.ScaleDownLimit),
  TooManyReplicas: condition('True', 'TooManyReplicas', LIMIT_MESSAGES.TooManyReplicas),
  TooFewReplicas: condition('True', 'TooFewReplicas', LIMIT_MESSAGES.TooFewReplicas),
};

/** ScalingActive once a replica count could be computed. */
export function validMetricFound(metric: string): Condition {
  return condition('True', 'ValidMetricFound', `the HPA was able to successfully calculate a replica count from ${metric}`);
}

/** ScalingActive when no count, or no safe one, could be computed. */
export function unableToCompute(reason: string, error: string): Condition {
  return condition('False', reason, `the HPA was unable to compute the replica count: ${error}`);
}

export function succeededRescale(replicas: number): Condition {
  return condition('True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${replicas}`);
}
