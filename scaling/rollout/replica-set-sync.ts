import { podsToDelete } from './deletion-order';
import type { RolloutObjects } from './objects';
import { sameFields } from './status';
import type { ReplicaSet, ReplicaSetStatus, RolloutPod } from './types';

/** Follows pkg/controller/controller_utils.go, IsPodActive, v1.37.2. */
function isActive({ phase, deleting }: RolloutPod): boolean {
  return phase !== 'Failed' && !deleting;
}

/** When a ready pod becomes available; undefined while it is not ready. Follows pkg/api/v1/pod/util.go, IsPodAvailable, v1.37.2. */
function availableAtMs({ ready, readyTransitionMs }: RolloutPod, minReadySeconds: number): number | undefined {
  return ready ? readyTransitionMs + minReadySeconds * 1000 : undefined;
}

/**
 * One sync of a ReplicaSet whose expectations are met: pods are created or deleted, the status is written.
 * Creating a pod always succeeds here: there are no quotas.
 * Follows pkg/controller/replicaset/replica_set.go, syncReplicaSet, v1.37.2.
 *
 * @returns when the controller asks to be woken, undefined when it does not
 */
export function syncReplicaSet(objects: RolloutObjects, replicaSet: ReplicaSet, nowMs: number): number | undefined {
  const pods = objects.podsOf(replicaSet);
  const active = pods.filter(isActive);
  manageReplicas(objects, replicaSet, active, nowMs);
  const status = calculateStatus(replicaSet, pods, active, nowMs);
  const upToDate = replicaSet.generation === replicaSet.status.observedGeneration && sameFields(status, replicaSet.status);
  if (!upToDate) objects.writeReplicaSetStatus(replicaSet, status);
  return nextAvailabilityCheck(replicaSet, active, nowMs);
}

/** At most this many pods are created or deleted in one sync. Follows cmd/kube-controller-manager/app/apps.go, v1.37.2. */
const BURST_REPLICAS = 500;

/** Follows pkg/controller/replicaset/replica_set.go, manageReplicas, v1.37.2. */
function manageReplicas(objects: RolloutObjects, replicaSet: ReplicaSet, active: readonly RolloutPod[], nowMs: number): void {
  const missing = replicaSet.replicas - active.length;
  for (let made = 0; made < Math.min(missing, BURST_REPLICAS); made++) objects.createPod(replicaSet, nowMs);
  if (missing >= 0) return;
  const owned = new Set(objects.replicaSets().map(({ id }) => id));
  const related = objects.pods().filter((pod) => owned.has(pod.replicaSet) && isActive(pod));
  for (const pod of podsToDelete(active, related, Math.min(-missing, BURST_REPLICAS), nowMs)) objects.deletePod(pod);
}

/**
 * Counts the pods that were there before this sync created or deleted any.
 * Follows pkg/controller/replicaset/replica_set_utils.go, calculateStatus, v1.37.2.
 */
function calculateStatus(
  { generation, minReadySeconds }: ReplicaSet,
  pods: readonly RolloutPod[],
  active: readonly RolloutPod[],
  nowMs: number,
): ReplicaSetStatus {
  return {
    observedGeneration: generation,
    replicas: active.length,
    ready: active.filter(({ ready }) => ready).length,
    available: active.filter((pod) => (availableAtMs(pod, minReadySeconds) ?? Infinity) <= nowMs).length,
    terminating: pods.filter(({ phase, deleting }) => deleting && phase !== 'Failed').length,
  };
}

/** Follows pkg/controller/controller_utils.go, FindMinNextPodAvailabilityCheck, v1.37.2. */
function nextAvailabilityCheck(
  { minReadySeconds }: ReplicaSet,
  active: readonly RolloutPod[],
  nowMs: number,
): number | undefined {
  const times = active.map((pod) => availableAtMs(pod, minReadySeconds) ?? -Infinity).filter((timeMs) => timeMs > nowMs);
  return times.length === 0 ? undefined : Math.min(...times);
}
