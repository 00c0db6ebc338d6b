import { toInt32 } from '../hpa/integers';
import type { CompleteDeployment } from './defaults';
import { maxSurge } from './fenceposts';
import type { ReplicaSet, ReplicaSetStatus } from './types';

/** Sums, orders and shares of ReplicaSets. Of two created in the same second upstream takes the one whose name sorts first; here ids say. */

export function specReplicas(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, { replicas }) => sum + replicas, 0);
}

/** What the ReplicaSets report of one kind of pods. */
export function reported(
  replicaSets: readonly ReplicaSet[],
  count: Exclude<keyof ReplicaSetStatus, 'observedGeneration'>,
): number {
  return replicaSets.reduce((sum, { status }) => sum + status[count], 0);
}

export function isActive({ replicas }: ReplicaSet): boolean {
  return replicas > 0;
}

export function oldestFirst(left: ReplicaSet, right: ReplicaSet): number {
  return left.id - right.id;
}

/** Follows pkg/controller/controller_utils.go, ReplicaSetsBySizeOlder, v1.37.2. */
export function largestThenOldestFirst(left: ReplicaSet, right: ReplicaSet): number {
  return right.replicas - left.replicas || left.id - right.id;
}

/** Follows pkg/controller/controller_utils.go, ReplicaSetsBySizeNewer, v1.37.2. */
export function largestThenNewestFirst(left: ReplicaSet, right: ReplicaSet): number {
  return right.replicas - left.replicas || right.id - left.id;
}

/**
 * The replicas a ReplicaSet gets (or, negative, loses) of those that scaling in the middle of a rollout adds.
 * Follows pkg/controller/deployment/util/deployment_util.go, GetReplicaSetProportion, v1.37.2.
 *
 * @param toAdd over all ReplicaSets
 * @param added what the ones before have got
 */
export function proportion(
  replicaSet: ReplicaSet,
  deployment: CompleteDeployment,
  statusReplicas: number,
  toAdd: number,
  added: number,
): number {
  if (toAdd === added) return 0;
  const fraction = fractionOf(replicaSet, deployment, statusReplicas);
  return toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added);
}

/** Follows pkg/controller/deployment/util/deployment_util.go, getReplicaSetFraction, v1.37.2. The product is one of int32. */
function fractionOf({ replicas, maxReplicas }: ReplicaSet, deployment: CompleteDeployment, statusReplicas: number): number {
  if (deployment.replicas === 0) return -replicas;
  const before = maxReplicas === 0 ? statusReplicas : maxReplicas;
  if (before === 0) return 0;
  const size = Math.imul(replicas, deployment.replicas + maxSurge(deployment)) / before;
  return roundToInt32(size) - replicas;
}

/** Half away from zero. Follows k8s.io/utils/integer/integer.go, RoundToInt32. */
function roundToInt32(value: number): number {
  return toInt32(value < 0 ? value - 0.5 : value + 0.5);
}
