/** The facts by which a ReplicaSet chooses the pods to delete. */
export interface RankedPod {
  readonly uid: string;
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  readonly deletionCost: number;
  /** When it became ready; undefined while it is not. */
  readonly readySinceMs: number | undefined;
  readonly restartCount: number;
  readonly createdAtMs: number;
}

export const DELETION_COST_ANNOTATION = 'controller.kubernetes.io/pod-deletion-cost';

const PHASE_ORDER: Readonly<Record<RankedPod['phase'], number>> = { Pending: 0, Succeeded: 1, Failed: 1, Running: 2 };

/** Ages count by powers of two of nanoseconds, so that pods of about the same age are equal. */
function ageRank(sinceMs: number, nowMs: number): number {
  const nanoseconds = (nowMs - sinceMs) * 1e6;
  return nanoseconds > 0 ? Math.floor(Math.log2(nanoseconds)) : -1;
}

/**
 * Negative when `one` should be deleted before `other`.
 * Follows kube-controller-manager v1.34, pkg/controller/controller_utils.go, ActivePodsWithRanks (one node; LogarithmicScaleDown).
 */
export function deletionOrder(one: RankedPod, other: RankedPod, nowMs: number): number {
  const phase = PHASE_ORDER[one.phase] - PHASE_ORDER[other.phase];
  if (phase !== 0) return phase;
  const oneReady = one.readySinceMs;
  const otherReady = other.readySinceMs;
  if ((oneReady === undefined) !== (otherReady === undefined)) return oneReady === undefined ? -1 : 1;
  if (one.deletionCost !== other.deletionCost) return one.deletionCost - other.deletionCost;
  const byUid = one.uid < other.uid ? -1 : 1;
  if (oneReady !== undefined && otherReady !== undefined && oneReady !== otherReady)
    return ageRank(oneReady, nowMs) - ageRank(otherReady, nowMs) || byUid;
  if (one.restartCount !== other.restartCount) return other.restartCount - one.restartCount;
  if (one.createdAtMs !== other.createdAtMs) return ageRank(one.createdAtMs, nowMs) - ageRank(other.createdAtMs, nowMs) || byUid;
  return 0;
}
