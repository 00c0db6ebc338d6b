import { modifiersOf } from './modifiers';
import { approximateFromMilli, metricMilli } from './metric-value';
import { type Reading, type Scaler, targetValue } from './scaler';
import type { Fallback, ScaledObject } from './types';

/** Failures in a row of each trigger, by metric name. Only kept where a valid fallback is configured. */
export type TriggerHealth = Map<string, number>;

/** What the target looks like now. */
export interface Workload {
  readonly currentReplicas: number;
  /** Running pods that are ready. Only a fallback with metric type Value reads it. */
  readonly readyReplicas: number;
}

/** A trigger's value for a decision, after fallback. */
export type TriggerMetric =
  | { readonly kind: 'metric'; readonly milli: number; readonly origin: 'trigger' | 'fallback' | 'formula decides' }
  | { readonly kind: 'error'; readonly message: string };

/**
 * Replaces a failing trigger's value once it has failed often enough.
 * Follows KEDA 8b4f083, pkg/fallback/fallback.go, GetMetricsWithFallback.
 *
 * @param health is updated
 */
export function withFallback(
  scaledObject: ScaledObject,
  scaler: Scaler,
  reading: Reading,
  health: TriggerHealth,
  workload: Workload,
): TriggerMetric {
  const fallback = validFallback(scaledObject);
  if ('value' in reading) {
    if (fallback !== undefined) health.set(scaler.metricName, 0);
    return { kind: 'metric', milli: metricMilli(reading.value), origin: 'trigger' };
  }
  if (fallback === undefined) return { kind: 'error', message: reading.error };
  const failures = (health.get(scaler.metricName) ?? 0) + 1;
  health.set(scaler.metricName, failures);
  if (failures <= fallback.failureThreshold) return { kind: 'error', message: reading.error };
  // The formula sees nil in its place (see compositeMilli).
  if (fallback.behavior === 'scalingModifiers') return { kind: 'metric', milli: -1000, origin: 'formula decides' };
  const milli = fallbackMilli(scaledObject, scaler, fallback, workload);
  if (milli === undefined) return { kind: 'error', message: 'error performing fallback' };
  return { kind: 'metric', milli, origin: 'fallback' };
}

/** The fallback, when it is one that KEDA uses. Upstream: fallback.go, HasValidFallback. */
export function validFallback(scaledObject: ScaledObject): Fallback | undefined {
  const { fallback, advanced } = scaledObject.spec;
  if (fallback === undefined || fallback.failureThreshold < 0 || fallback.replicas < 0) return undefined;
  if (modifiersOf(scaledObject.spec) === undefined) return fallback;
  // Only a whole number is read here, although the formula's target may be any number.
  return /^\+?\d*[1-9]\d*$/.test(advanced?.scalingModifiers?.target ?? '') ? fallback : undefined;
}

/** A metric from which the HPA computes the fallback replicas. Upstream: fallback.go, doFallback. */
function fallbackMilli(scaledObject: ScaledObject, scaler: Scaler, fallback: Fallback, workload: Workload): number | undefined {
  const modifiers = modifiersOf(scaledObject.spec);
  let replicas = fallbackReplicas(fallback, workload.currentReplicas);
  const written = scaledObject.spec.advanced?.scalingModifiers?.metricType;
  if ((modifiers === undefined ? scaler.metricType : written) === 'Value') {
    if (workload.readyReplicas === 0) return undefined;
    replicas /= workload.readyReplicas;
  }
  const target = modifiers === undefined ? targetValue(scaler) : modifiers.target;
  return Math.trunc(target * 1000 * replicas);
}

function fallbackReplicas(fallback: Fallback, currentReplicas: number): number {
  switch (fallback.behavior) {
    case 'currentReplicas':
      return currentReplicas;
    case 'currentReplicasIfHigher':
      return Math.max(currentReplicas, fallback.replicas);
    case 'currentReplicasIfLower':
      return Math.min(currentReplicas, fallback.replicas);
    default:
      return fallback.replicas;
  }
}

/**
 * What a formula sees of a trigger: nil once it has failed too often and the formula is to decide.
 * Upstream: pkg/scaling/modifiers/formula.go, scalingModifierTriggerValue.
 */
export function formulaInput(scaledObject: ScaledObject, scaler: Scaler, milli: number, health: TriggerHealth): number | null {
  const { fallback } = scaledObject.spec;
  const failures = health.get(scaler.metricName);
  if (fallback?.behavior === 'scalingModifiers' && failures !== undefined && failures > fallback.failureThreshold) return null;
  return approximateFromMilli(milli);
}
