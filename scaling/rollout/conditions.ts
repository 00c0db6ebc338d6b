import type { CompleteDeployment } from './defaults';
import type { DeploymentCondition, DeploymentConditionType } from './types';

/** Reasons of the conditions as in pkg/controller/deployment/util/deployment_util.go, v1.37.2. */

export const NEW_REPLICA_SET_CREATED = 'NewReplicaSetCreated';
export const FOUND_NEW_REPLICA_SET = 'FoundNewReplicaSet';
export const REPLICA_SET_UPDATED = 'ReplicaSetUpdated';
export const NEW_REPLICA_SET_AVAILABLE = 'NewReplicaSetAvailable';
export const PROGRESS_DEADLINE_EXCEEDED = 'ProgressDeadlineExceeded';
export const DEPLOYMENT_PAUSED = 'DeploymentPaused';
export const DEPLOYMENT_RESUMED = 'DeploymentResumed';
export const MINIMUM_REPLICAS_AVAILABLE = 'MinimumReplicasAvailable';
export const MINIMUM_REPLICAS_UNAVAILABLE = 'MinimumReplicasUnavailable';

type Conditions = readonly DeploymentCondition[];

/** The greatest int32 stands for no deadline and for no limit of the history. */
const UNLIMITED = 2 ** 31 - 1;

/** Follows pkg/controller/deployment/util/deployment_util.go, HasProgressDeadline, v1.37.2. */
export function hasProgressDeadline({ progressDeadlineSeconds }: CompleteDeployment): boolean {
  return progressDeadlineSeconds !== UNLIMITED;
}

/** Follows pkg/controller/deployment/util/deployment_util.go, HasRevisionHistoryLimit, v1.37.2. */
export function hasRevisionHistoryLimit({ revisionHistoryLimit }: CompleteDeployment): boolean {
  return revisionHistoryLimit !== UNLIMITED;
}

/** The API keeps times to the second. */
export function toWholeSecond(timeMs: number): number {
  return Math.floor(timeMs / 1000) * 1000;
}

export function newCondition(
  type: DeploymentConditionType,
  status: DeploymentCondition['status'],
  reason: string,
  nowMs: number,
): DeploymentCondition {
  return { type, status, reason, lastUpdateMs: toWholeSecond(nowMs), lastTransitionMs: toWholeSecond(nowMs) };
}

export function conditionOf(conditions: Conditions, type: DeploymentConditionType): DeploymentCondition | undefined {
  return conditions.find((condition) => condition.type === type);
}

export function withoutCondition(conditions: Conditions, type: DeploymentConditionType): Conditions {
  return conditions.filter((condition) => condition.type !== type);
}

/**
 * A condition of the same status and reason stays as it is, times included.
 * Follows pkg/controller/deployment/util/deployment_util.go, SetDeploymentCondition, v1.37.2.
 */
export function withCondition(conditions: Conditions, condition: DeploymentCondition): Conditions {
  const current = conditionOf(conditions, condition.type);
  if (current?.status === condition.status && current.reason === condition.reason) return conditions;
  return [...withoutCondition(conditions, condition.type), keepTransition(condition, current)];
}

/** Takes the time of the last transition over while the status is the same. */
export function keepTransition(condition: DeploymentCondition, current: DeploymentCondition | undefined): DeploymentCondition {
  return current?.status === condition.status ? { ...condition, lastTransitionMs: current.lastTransitionMs } : condition;
}

/** Whether `progressDeadlineSeconds` passed without any progress, and there has been none since. */
export function isDeadlineExceeded(conditions: Conditions): boolean {
  return conditionOf(conditions, 'Progressing')?.reason === PROGRESS_DEADLINE_EXCEEDED;
}
