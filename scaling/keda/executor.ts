import { overrides } from './annotations';
import { cooldownPeriodMs, initialCooldownPeriodMs, leastReplicas } from './defaults';
import type { ScaledObject } from './types';

export type ConditionStatus = 'True' | 'False' | 'Unknown';

export interface Condition {
  readonly status: ConditionStatus;
  readonly reason: string;
  readonly message: string;
}

export interface ScaleRequest {
  readonly scaledObject: ScaledObject;
  /** Whether any trigger is above its activation threshold. */
  readonly isActive: boolean;
  /** Whether any trigger could not be read (and no fallback has taken its place). */
  readonly isError: boolean;
  readonly currentReplicas: number;
  /** When a trigger was last seen active; undefined: never. */
  readonly lastActiveMs: number | undefined;
  /** When the object was created; the initial cooldown period counts from here. */
  readonly createdMs: number;
  readonly nowMs: number;
}

export interface ScaleOutcome {
  /** Replicas to set on the target; undefined: leave it to the HPA. It may equal the current ones. */
  readonly setReplicas: number | undefined;
  /** The new last active time, or the old one. */
  readonly lastActiveMs: number | undefined;
  readonly ready: Condition;
  /** Undefined while paused. */
  readonly active: Condition | undefined;
  readonly paused: boolean;
}

const READY: Condition = {
  status: 'True',
  reason: 'ScaledObjectReady',
  message: 'ScaledObject is defined correctly and is ready for scaling',
};
const ACTIVE: Condition = { status: 'True', reason: 'ScalerActive', message: 'Scaling is performed because triggers are active' };
const FORCED: Condition = {
  ...ACTIVE,
  message: 'Scaling is performed because activation is being forced by annotation',
};
const NOT_ACTIVE: Condition = {
  status: 'False',
  reason: 'ScalerNotActive',
  message: 'Scaling is not performed because triggers are not active',
};
const COOLING_DOWN: Condition = {
  status: 'False',
  reason: 'ScalerCooldown',
  message: 'Scaler cooling down because triggers are not active',
};
const PARTIAL_ERROR: Condition = {
  status: 'Unknown',
  reason: 'PartialTriggerError',
  message: 'Some triggers defined in ScaledObject are not working correctly',
};
const ERROR: Condition = {
  status: 'False',
  reason: 'TriggerError',
  message: 'Triggers defined in ScaledObject are not working correctly',
};

/**
 * What the scale loop does between zero (or idle) and one (or the minimum). Everything above is the HPA's.
 * Follows KEDA 8b4f083, pkg/scaling/executor/scale_scaledobjects.go, RequestScale, for a target whose scale can be written.
 */
export function requestScale(request: ScaleRequest): ScaleOutcome {
  const { scaledObject, lastActiveMs } = request;
  const { paused, activationForced } = overrides(scaledObject.annotations);
  const unchanged: ScaleOutcome = { setReplicas: undefined, lastActiveMs, ready: READY, active: undefined, paused };
  if (paused) return unchanged;
  if (request.isActive || activationForced)
    return whenActive(request, { ...unchanged, active: activationForced ? FORCED : ACTIVE });
  return whenInactive(request, { ...unchanged, active: NOT_ACTIVE });
}

function whenActive(request: ScaleRequest, outcome: ScaleOutcome): ScaleOutcome {
  const { scaledObject, currentReplicas, nowMs } = request;
  const least = leastReplicas(scaledObject.spec);
  if ((scaledObject.spec.idleReplicaCount !== undefined && currentReplicas < least) || currentReplicas === 0) {
    if (overrides(scaledObject.annotations).scaleOutPaused) return outcome;
    return { ...outcome, setReplicas: Math.max(1, least), lastActiveMs: nowMs };
  }
  // While one of several triggers fails, upstream does not count this poll as activity.
  return request.isError ? { ...outcome, ready: PARTIAL_ERROR } : { ...outcome, lastActiveMs: nowMs };
}

function whenInactive(request: ScaleRequest, outcome: ScaleOutcome): ScaleOutcome {
  const { scaledObject, currentReplicas, isError } = request;
  const { fallback, idleReplicaCount } = scaledObject.spec;
  const min = leastReplicas(scaledObject.spec);
  // The HPA does nothing at zero replicas, so scaling to zero would make the fallback impossible.
  if (isError && fallback !== undefined && fallback.replicas !== 0) return outcome;
  if (isError && fallback === undefined) return { ...outcome, ready: ERROR };
  const aboveIdle = idleReplicaCount !== undefined && currentReplicas > idleReplicaCount;
  if (aboveIdle || (currentReplicas > 0 && min === 0)) return toZeroOrIdle(request, outcome);
  if (idleReplicaCount === undefined && currentReplicas < min) return { ...outcome, setReplicas: min };
  return outcome;
}

function toZeroOrIdle(request: ScaleRequest, outcome: ScaleOutcome): ScaleOutcome {
  const { scaledObject, lastActiveMs, createdMs, nowMs } = request;
  const { spec } = scaledObject;
  if (overrides(scaledObject.annotations).scaleInPaused) return outcome;
  // Never active: somebody else scaled it up, or it started with replicas. Then only the initial cooldown holds it.
  const cooledDown =
    lastActiveMs === undefined
      ? createdMs + initialCooldownPeriodMs(spec) < nowMs
      : lastActiveMs + cooldownPeriodMs(spec) < nowMs;
  if (!cooledDown) return { ...outcome, active: COOLING_DOWN };
  return { ...outcome, setReplicas: spec.idleReplicaCount ?? leastReplicas(spec) };
}
