import {
  conditionOf,
  MINIMUM_REPLICAS_AVAILABLE,
  MINIMUM_REPLICAS_UNAVAILABLE,
  newCondition,
  NEW_REPLICA_SET_AVAILABLE,
  PROGRESS_DEADLINE_EXCEEDED,
  withCondition,
} from './conditions';
import type { CompleteDeployment } from './defaults';
import { maxUnavailable } from './fenceposts';
import { reported, specReplicas } from './replica-sets';
import type { DeploymentStatus, ReplicaSet } from './types';

export const NO_STATUS: DeploymentStatus = {
  observedGeneration: 0,
  replicas: 0,
  updated: 0,
  ready: 0,
  available: 0,
  unavailable: 0,
  terminating: 0,
  conditions: [],
};

/** Follows pkg/controller/deployment/sync.go, calculateStatus, v1.37.2. */
export function calculateStatus(
  replicaSets: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
  deployment: CompleteDeployment,
  generation: number,
  before: DeploymentStatus,
  nowMs: number,
): DeploymentStatus {
  const available = reported(replicaSets, 'available');
  const availability =
    available >= deployment.replicas - maxUnavailable(deployment)
      ? newCondition('Available', 'True', MINIMUM_REPLICAS_AVAILABLE, nowMs)
      : newCondition('Available', 'False', MINIMUM_REPLICAS_UNAVAILABLE, nowMs);
  return {
    observedGeneration: generation,
    replicas: reported(replicaSets, 'replicas'),
    updated: newest?.status.replicas ?? 0,
    ready: reported(replicaSets, 'ready'),
    available,
    unavailable: Math.max(0, specReplicas(replicaSets) - available),
    terminating: reported(replicaSets, 'terminating'),
    conditions: withCondition(before.conditions, availability),
  };
}

/** Follows pkg/controller/deployment/util/deployment_util.go, DeploymentComplete, v1.37.2. */
export function isComplete({ replicas }: CompleteDeployment, generation: number, status: DeploymentStatus): boolean {
  return (
    status.updated === replicas &&
    status.replicas === replicas &&
    status.available === replicas &&
    status.observedGeneration >= generation
  );
}

/** Follows pkg/controller/deployment/util/deployment_util.go, DeploymentProgressing, v1.37.2. */
export function isProgressing(before: DeploymentStatus, after: DeploymentStatus): boolean {
  return (
    after.updated > before.updated ||
    after.replicas - after.updated < before.replicas - before.updated ||
    after.ready > before.ready ||
    after.available > before.available
  );
}

/** Follows pkg/controller/deployment/util/deployment_util.go, DeploymentTimedOut, v1.37.2. */
export function isTimedOut({ progressDeadlineSeconds }: CompleteDeployment, status: DeploymentStatus, nowMs: number): boolean {
  const condition = conditionOf(status.conditions, 'Progressing');
  if (condition === undefined || condition.reason === NEW_REPLICA_SET_AVAILABLE) return false;
  if (condition.reason === PROGRESS_DEADLINE_EXCEEDED) return true;
  return condition.lastUpdateMs + progressDeadlineSeconds * 1000 < nowMs;
}

export function sameStatus(left: DeploymentStatus, right: DeploymentStatus): boolean {
  const { conditions: leftConditions, ...leftCounts } = left;
  const { conditions: rightConditions, ...rightCounts } = right;
  return (
    sameFields(leftCounts, rightCounts) &&
    leftConditions.length === rightConditions.length &&
    leftConditions.every((condition, index) => sameFields(condition, rightConditions[index] ?? {}))
  );
}

export function sameFields(left: object, right: object): boolean {
  const other = right as Readonly<Record<string, unknown>>;
  return Object.entries(left).every(([field, value]) => other[field] === value);
}
