import type { AutoscalerConfig } from './config';
import { type PodAutoscaler, initialScale, scaleBounds } from './pod-autoscaler';

/** Upstream: pkg/reconciler/autoscaling/kpa/scaler.go, scaleUnknown. The autoscaler has no data yet. */
export const SCALE_UNKNOWN = -1;

/** Active: True = enough pods are ready, Unknown = it is being activated, False = scaled to zero or about to be. */
export interface ActiveCondition {
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: '' | 'Queued' | 'NoTraffic' | 'TimedOut';
  /** When status or reason last changed. */
  readonly sinceMs: number;
}

/** Whether requests pass the activator (Proxy) or go to the pods (Serve). Upstream: ServerlessService, operation mode. */
export type ServingMode = 'Proxy' | 'Serve';

/** The part of a PodAutoscaler's status (and its ServerlessService's) that decides what happens next. */
export interface KpaStatus {
  readonly active: ActiveCondition;
  /** The revision has once reached its initial scale; from then on initial-scale no longer counts. */
  readonly scaleTargetInitialized: boolean;
  readonly desiredScale: number;
  readonly actualScale: number;
  readonly mode: ServingMode;
  /** Since when requests pass the activator; undefined while they do not. */
  readonly proxySinceMs: number | undefined;
}

/** A revision that was just created: behind the activator, with nothing known. */
export function newKpaStatus(nowMs: number): KpaStatus {
  return {
    active: { status: 'Unknown', reason: '', sinceMs: nowMs },
    scaleTargetInitialized: false,
    desiredScale: SCALE_UNKNOWN,
    actualScale: 0,
    mode: 'Proxy',
    proxySinceMs: nowMs,
  };
}

/** How long Active has had this status, or -1 when it has another one. Upstream: pa_lifecycle.go, inStatusFor. */
export function inStatusForMs(active: ActiveCondition, status: ActiveCondition['status'], nowMs: number): number {
  return active.status === status ? nowMs - active.sinceMs : -1;
}

/** Ready pods from which a revision is active. Upstream: kpa.go, activeThreshold. */
export function activeThreshold(pa: PodAutoscaler, config: AutoscalerConfig, status: KpaStatus): number {
  const { min } = scaleBounds(pa, config);
  return Math.max(min, status.scaleTargetInitialized ? 1 : initialScale(pa, config));
}

/**
 * Status after a reconcile that wanted `want` pods (-1: unknown) and saw `readyPods` ready.
 * Follows Knative Serving 98e5ef9, pkg/reconciler/autoscaling/kpa/kpa.go, computeStatus and computeActiveCondition.
 */
export function statusAfter(
  pa: PodAutoscaler,
  config: AutoscalerConfig,
  status: KpaStatus,
  want: number,
  readyPods: number,
  nowMs: number,
): KpaStatus {
  const minReady = activeThreshold(pa, config, status);
  const unknownAgain = want === SCALE_UNKNOWN && status.desiredScale >= 0;
  return {
    ...status,
    actualScale: readyPods,
    desiredScale: unknownAgain ? status.desiredScale : want,
    scaleTargetInitialized: status.scaleTargetInitialized || readyPods >= minReady,
    active: activeAfter(status.active, want, readyPods, minReady, nowMs),
  };
}

function activeAfter(active: ActiveCondition, want: number, readyPods: number, minReady: number, nowMs: number): ActiveCondition {
  const become = (status: ActiveCondition['status'], reason: ActiveCondition['reason']): ActiveCondition =>
    active.status === status && active.reason === reason ? active : { status, reason, sinceMs: nowMs };

  // With initial-scale 0 nothing is known (want -1) and nothing is needed: that is inactive too.
  if (want === 0 || minReady === 0) {
    // Scaled to zero while it was being activated: no pod became ready within the progress deadline.
    return become('False', active.status === 'Unknown' && minReady > 0 ? 'TimedOut' : 'NoTraffic');
  }
  const wanted = want > 0 || active.status !== 'False';
  if (readyPods < minReady) return wanted ? become('Unknown', 'Queued') : become('False', 'NoTraffic');
  return wanted ? become('True', '') : active;
}
