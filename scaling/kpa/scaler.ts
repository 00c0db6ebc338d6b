import { ANNOTATION, PROGRESS_DEADLINE, durationMsSetting } from './annotations';
import type { AutoscalerConfig } from './config';
import { stableWindowMs } from './metric';
import { type PodAutoscaler, applyBounds, initialScale, scaleBounds, targetBurstCapacity } from './pod-autoscaler';
import { type KpaStatus, SCALE_UNKNOWN, inStatusForMs } from './status';

/** Upstream: pkg/deployment/config.go, ProgressDeadlineDefault. */
export const DEFAULT_PROGRESS_DEADLINE_MS = 600_000;
/** Upstream: scaler.go, activationTimeoutBuffer. Time for the Deployment to report why pods do not start. */
const ACTIVATION_TIMEOUT_BUFFER_MS = 30_000;
/** Upstream: scaler.go, handleScaleToZero. Long enough for the current reconcile to end. */
const PROXY_MODE_REQUEUE_MS = 3_000;

export interface ScaleRequest {
  readonly podAutoscaler: PodAutoscaler;
  readonly config: AutoscalerConfig;
  readonly status: KpaStatus;
  /** What the autoscaler wants, or -1 when it has had no data yet. */
  readonly desiredScale: number;
  readonly nowMs: number;
  /** Progress deadline of config-deployment; an annotation of the revision goes before it. */
  readonly progressDeadlineMs: number;
  /** Whether a request to the revision is answered by the activator. Asked only when the answer matters. */
  readonly probeActivator: () => boolean;
}

export interface ScaleDecision {
  /** The scale wanted after bounds and scale-to-zero rules; -1 is unknown. */
  readonly want: number;
  /** Whether to set the workload to it. */
  readonly apply: boolean;
  /** Look again after this time, even if nothing else happens. */
  readonly requeueAfterMs?: number;
  /** The activator did not answer: keep probing it and look again when it does. */
  readonly startProbe?: true;
}

/**
 * The scale that follows from the autoscaler's wish.
 * Follows Knative Serving 98e5ef9, pkg/reconciler/autoscaling/kpa/scaler.go, scaler.scale.
 */
export function decideScale(request: ScaleRequest): ScaleDecision {
  const { podAutoscaler, config, status, desiredScale } = request;
  if (desiredScale < 0 && status.active.status !== 'Unknown') return { want: desiredScale, apply: false };
  const bounds = scaleBounds(podAutoscaler, config);
  const initial = initialScale(podAutoscaler, config);
  const initialCounts = initial > 1 && !status.scaleTargetInitialized && podAutoscaler.reachability !== 'Unreachable';
  const min = initialCounts ? Math.max(initial, bounds.min) : bounds.min;
  const bounded = applyBounds({ min, max: bounds.max }, desiredScale);
  return bounded === 0 ? scaleToZero(request) : { want: bounded, apply: true };
}

/**
 * Zero only when it is enabled, the revision was idle for a stable window, and the activator is in the path.
 * Follows scaler.go, handleScaleToZero.
 */
function scaleToZero(request: ScaleRequest): ScaleDecision {
  const { podAutoscaler, config, status, nowMs } = request;
  if (!config.enableScaleToZero) return { want: 1, apply: true };
  switch (status.active.status) {
    case 'Unknown':
      return stillActivating(request);
    case 'True': {
      const window = stableWindowMs(podAutoscaler, config);
      const activeFor = inStatusForMs(status.active, 'True', nowMs);
      if (activeFor < window) return { want: 1, apply: true, requeueAfterMs: window - activeFor };
      // Not yet applied: wanting 0 marks it inactive, which brings the activator into the path first.
      return status.mode === 'Proxy'
        ? { want: 0, apply: false, requeueAfterMs: PROXY_MODE_REQUEUE_MS }
        : { want: 0, apply: false };
    }
    case 'False':
      return lastPod(request);
  }
}

function stillActivating(request: ScaleRequest): ScaleDecision {
  const { podAutoscaler, status, nowMs, progressDeadlineMs } = request;
  const deadline = durationMsSetting(podAutoscaler.annotations, PROGRESS_DEADLINE) ?? progressDeadlineMs;
  const timeout = deadline + ACTIVATION_TIMEOUT_BUFFER_MS;
  if (inStatusForMs(status.active, 'Unknown', nowMs) > timeout) return { want: 0, apply: true };
  return { want: SCALE_UNKNOWN, apply: false, requeueAfterMs: timeout };
}

function lastPod(request: ScaleRequest): ScaleDecision {
  const { podAutoscaler, config, status, nowMs } = request;
  if (targetBurstCapacity(podAutoscaler, config) !== -1 && !request.probeActivator()) {
    return { want: 0, apply: false, startProbe: true };
  }
  const retention = lastPodRetentionMs(podAutoscaler, config);
  const inactiveFor = inStatusForMs(status.active, 'False', nowMs);
  if (inactiveFor >= Math.max(config.scaleToZeroGracePeriodMs, retention)) return { want: 0, apply: true };
  if (inactiveFor < retention) return { want: 0, apply: false, requeueAfterMs: retention - inactiveFor };

  // The grace period may also have passed since the activator came into the path, before the revision became inactive.
  const proxiedFor = status.proxySinceMs === undefined ? 0 : nowMs - status.proxySinceMs;
  const left = config.scaleToZeroGracePeriodMs - proxiedFor;
  return left <= 0 ? { want: 0, apply: true } : { want: 0, apply: false, requeueAfterMs: left };
}

/** Upstream: scaler.go, lastPodRetention. */
function lastPodRetentionMs(pa: PodAutoscaler, config: AutoscalerConfig): number {
  if (pa.reachability === 'Unreachable') return 0;
  return durationMsSetting(pa.annotations, ANNOTATION.scaleToZeroPodRetentionPeriod) ?? config.scaleToZeroPodRetentionPeriodMs;
}
