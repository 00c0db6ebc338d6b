import { toInt32 } from '../go-values';
import type { DeciderSpec } from './decider';
import { type ScaleDecision, type ScaleRequest, decideScale } from './scaler';
import { type KpaStatus, SCALE_UNKNOWN, type ServingMode, statusAfter } from './status';

export interface ReconcileRequest extends ScaleRequest {
  readonly spec: DeciderSpec;
  /** From the last valid decision; before the first one, `initialExcessBurstCapacity`. */
  readonly excessBurstCapacity: number;
  readonly readyPods: number;
  /** What the workload's spec.replicas is now. */
  readonly currentReplicas: number;
}

export interface Reconciled {
  readonly status: KpaStatus;
  /** What to set spec.replicas to; undefined when it is to stay. */
  readonly setReplicas: number | undefined;
  readonly mode: ServingMode;
  readonly activators: number;
  readonly requeueAfterMs: number | undefined;
  /** The activator did not answer: probe it every second and reconcile when it does. */
  readonly startProbe: boolean;
}

/**
 * Applies a decision: replicas, whether requests pass the activator, and the status that the next reconcile starts from.
 * Call it when the decision changed, when pods became ready or went, and when `requeueAfterMs` has passed.
 * Follows Knative Serving 98e5ef9, pkg/reconciler/autoscaling/kpa/kpa.go, ReconcileKind.
 */
export function reconcile(request: ReconcileRequest): Reconciled {
  const { podAutoscaler, config, status, nowMs, readyPods } = request;
  const decision = decideScale(request);
  const mode = servingMode(decision, request.excessBurstCapacity);
  const after = statusAfter(podAutoscaler, config, status, decision.want, readyPods, nowMs);
  const proxySinceMs = mode === 'Serve' ? undefined : (status.proxySinceMs ?? nowMs);
  return {
    status: { ...after, mode, proxySinceMs },
    setReplicas: decision.apply && decision.want !== request.currentReplicas ? decision.want : undefined,
    mode,
    activators: activatorCount(readyPods, request.spec),
    requeueAfterMs: decision.requeueAfterMs,
    startProbe: decision.startProbe === true,
  };
}

/** Reconciles of one revision that may follow each other at once; more would be a fault of ours. */
const MOST_RECONCILES = 10;

/**
 * Reconciles until nothing that a reconcile reads has changed: the controller watches its own writes of Active and of the mode.
 *
 * @param once reconciles once and keeps the status
 * @throws Error when the status does not settle
 */
export function reconcileUntilSettled(before: KpaStatus, once: () => Reconciled): void {
  let status = before;
  for (let turn = 0; turn < MOST_RECONCILES; turn++) {
    const done = once();
    if (done.status.active === status.active && done.mode === status.mode) return;
    status = done.status;
  }
  throw new Error(`the status of a revision does not settle in ${MOST_RECONCILES} reconciles`);
}

/** The activator leaves the path only while pods are wanted and can take a burst without it. */
function servingMode(decision: ScaleDecision, excessBurstCapacity: number): ServingMode {
  return decision.want > 0 && decision.want !== SCALE_UNKNOWN && excessBurstCapacity >= 0 ? 'Serve' : 'Proxy';
}

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
