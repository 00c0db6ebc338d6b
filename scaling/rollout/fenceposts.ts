import type { CompleteDeployment } from './defaults';
import type { IntOrPercent } from './types';

/** How far a rolling update may go above and below the replicas. */
interface Fenceposts {
  readonly surge: number;
  readonly unavailable: number;
}

/** Follows k8s.io/apimachinery/pkg/util/intstr/intstr.go, GetScaledValueFromIntOrPercent, v0.37.2, up to the rounding. */
function ofReplicas(amount: IntOrPercent, replicas: number): number {
  if (typeof amount === 'number') return amount;
  return amount.endsWith('%') ? (Number(amount.slice(0, -1)) * replicas) / 100 : Number(amount);
}

/**
 * A surge is rounded up, unavailability down. When both are 0 one pod may be unavailable, or else nothing could move.
 * Follows pkg/controller/deployment/util/deployment_util.go, ResolveFenceposts, v1.37.2.
 */
function resolveFenceposts({ strategy, replicas }: CompleteDeployment): Fenceposts {
  if (strategy.type === 'Recreate') return { surge: 0, unavailable: 0 };
  const surge = Math.ceil(ofReplicas(strategy.maxSurge, replicas));
  const unavailable = Math.floor(ofReplicas(strategy.maxUnavailable, replicas));
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** Pods above `replicas` during a rolling update. Follows pkg/controller/deployment/util/deployment_util.go, MaxSurge, v1.37.2. */
export function maxSurge(deployment: CompleteDeployment): number {
  return resolveFenceposts(deployment).surge;
}

/**
 * Pods that may be missing during a rolling update.
 * Follows pkg/controller/deployment/util/deployment_util.go, MaxUnavailable, v1.37.2.
 */
export function maxUnavailable(deployment: CompleteDeployment): number {
  return Math.min(resolveFenceposts(deployment).unavailable, deployment.replicas);
}
