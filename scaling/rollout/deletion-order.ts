import type { RolloutPod } from './types';

/**
 * Which pods of a ReplicaSet go first when there are too many.
 * Follows pkg/controller/replicaset/replica_set.go, getPodsToDelete, v1.37.2. Where upstream's order leaves pods equal
 * the one created first goes. That order can go round in circles; upstream's choice then hangs on how its cache lists the pods.
 *
 * @param related active pods of all ReplicaSets of the Deployment
 */
export function podsToDelete(
  active: readonly RolloutPod[],
  related: readonly RolloutPod[],
  count: number,
  nowMs: number,
): readonly RolloutPod[] {
  if (count >= active.length) return active;
  const podsOnNode = new Map<string | undefined, number>();
  for (const { node } of related) podsOnNode.set(node, (podsOnNode.get(node) ?? 0) + 1);
  const doubledUp = (pod: RolloutPod): number => podsOnNode.get(pod.node) ?? 0;
  return [...active].sort((left, right) => compare(left, right, doubledUp, nowMs) || left.id - right.id).slice(0, count);
}

/**
 * Negative when the left pod goes first: unscheduled, pending, not ready, of lower deletion cost, with more company on its
 * node, ready or created more recently, restarted more often.
 * Follows pkg/controller/controller_utils.go, ActivePodsWithRanks.Less, v1.37.2.
 */
function compare(left: RolloutPod, right: RolloutPod, doubledUp: (pod: RolloutPod) => number, nowMs: number): number {
  return (
    Number(left.node !== undefined) - Number(right.node !== undefined) ||
    Number(left.phase === 'Running') - Number(right.phase === 'Running') ||
    Number(left.ready) - Number(right.ready) ||
    left.deletionCost - right.deletionCost ||
    doubledUp(right) - doubledUp(left) ||
    (left.ready ? compareTimes(left, right, 'readyTransitionMs', nowMs) : 0) ||
    right.restarts - left.restarts ||
    compareTimes(left, right, 'createdMs', nowMs)
  );
}

/** Ages count on a logarithmic scale; where they are alike on it, though not equal, UIDs decide. */
function compareTimes(left: RolloutPod, right: RolloutPod, time: 'readyTransitionMs' | 'createdMs', nowMs: number): number {
  if (left[time] === right[time]) return 0;
  return logarithmicAge(nowMs - left[time]) - logarithmicAge(nowMs - right[time]) || left.id - right.id;
}

/** Follows pkg/controller/controller_utils.go, logarithmicRankDiff, v1.37.2, which counts nanoseconds. */
function logarithmicAge(ageMs: number): number {
  return ageMs > 0 ? Math.trunc(Math.log2(ageMs * 1e6)) : -1;
}
