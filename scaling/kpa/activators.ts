import type { DeciderSpec } from './decider';
import { toInt32 } from '../go-values';

/** Fewer activators than this are never put before a revision. Upstream: kpa.go, minActivators. */
const MIN_ACTIVATORS = 2;

/**
 * How many activators share a revision's traffic.
 * Follows Knative Serving 98e5ef9, pkg/reconciler/autoscaling/kpa/kpa.go, computeNumActivators.
 */
export function activatorCount(readyPods: number, spec: DeciderSpec): number {
  if (spec.targetBurstCapacity === 0) return MIN_ACTIVATORS;
  const capacity = readyPods * spec.totalValue + Math.max(0, spec.targetBurstCapacity);
  return toInt32(Math.max(MIN_ACTIVATORS, Math.ceil(capacity / spec.activatorCapacity)));
}
