import type { ScaledJobSpec, ScaledObjectSpec } from './types';

/** Upstream: KEDA 8b4f083, apis/keda/v1alpha1/withtriggers_types.go, GetPollingInterval. */
const POLLING_INTERVAL_SECONDS = 30;
/** Upstream: pkg/scaling/executor/scale_executor.go. */
const COOLDOWN_PERIOD_SECONDS = 300;
const INITIAL_COOLDOWN_PERIOD_SECONDS = 0;
/** Upstream: apis/keda/v1alpha1/scaledobject_types.go. */
const HPA_MIN_REPLICAS = 1;
const HPA_MAX_REPLICAS = 100;
/** Upstream: apis/keda/v1alpha1/scaledjob_types.go. */
const JOB_MIN_REPLICAS = 0;
const JOB_MAX_REPLICAS = 100;

export function pollingIntervalMs(spec: Pick<ScaledObjectSpec | ScaledJobSpec, 'pollingInterval'>): number {
  return (spec.pollingInterval ?? POLLING_INTERVAL_SECONDS) * 1000;
}

export function cooldownPeriodMs(spec: ScaledObjectSpec): number {
  return (spec.cooldownPeriod ?? COOLDOWN_PERIOD_SECONDS) * 1000;
}

export function initialCooldownPeriodMs(spec: ScaledObjectSpec): number {
  return (spec.initialCooldownPeriod ?? INITIAL_COOLDOWN_PERIOD_SECONDS) * 1000;
}

/** Pods that stay when there is no work. Upstream: scaledobject_types.go, minReplicaCount (default 0). */
export function leastReplicas({ minReplicaCount = 0 }: Pick<ScaledObjectSpec, 'minReplicaCount'>): number {
  return minReplicaCount;
}

/** The HPA never goes to zero: that is the scale loop's business. Upstream: scaledobject_types.go, GetHPAMinReplicas. */
export function hpaMinReplicas(spec: Pick<ScaledObjectSpec, 'minReplicaCount'>): number {
  return spec.minReplicaCount !== undefined && spec.minReplicaCount > 0 ? spec.minReplicaCount : HPA_MIN_REPLICAS;
}

/** Upstream: scaledobject_types.go, GetHPAMaxReplicas. */
export function hpaMaxReplicas(spec: Pick<ScaledObjectSpec, 'maxReplicaCount'>): number {
  return spec.maxReplicaCount ?? HPA_MAX_REPLICAS;
}

/** Upstream: scaledjob_types.go, MinReplicaCount. */
export function jobMinReplicas(spec: ScaledJobSpec): number {
  const { minReplicaCount: min, maxReplicaCount: max } = spec;
  if (min === undefined) return JOB_MIN_REPLICAS;
  return max !== undefined && min > max ? max : min;
}

/** Jobs on top of the minimum. Upstream: scaledjob_types.go, MaxReplicaCount. */
export function jobMaxReplicas(spec: ScaledJobSpec): number {
  const { minReplicaCount: min, maxReplicaCount: max } = spec;
  if (max === undefined) return JOB_MAX_REPLICAS;
  return min !== undefined && min > max ? max : max - jobMinReplicas(spec);
}
