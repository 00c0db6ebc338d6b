import { FormulaError, type Formula } from './formula';
import { type TriggerHealth, formulaInput } from './fallback';
import { truncatedMilli } from './metric-value';
import type { Modifiers } from './modifiers';
import type { Scaler } from './scaler';
import type { ScaledObject } from './types';

/** A trigger's metric after fallback, in thousandths. */
export interface ScalerMetric {
  readonly scaler: Scaler;
  readonly milli: number;
  readonly origin: 'trigger' | 'fallback' | 'formula decides';
}

/**
 * The one metric that a formula makes of all triggers, in thousandths; undefined when it cannot be computed.
 * Follows KEDA 8b4f083, pkg/scaling/modifiers/formula.go, HandleScalingModifiers and calculateScalingModifiersFormula.
 */
export function compositeMilli(
  scaledObject: ScaledObject,
  modifiers: Modifiers,
  formula: Formula,
  metrics: readonly ScalerMetric[],
  health: TriggerHealth,
): number | undefined {
  const fallback = metrics.find(({ origin }) => origin === 'fallback');
  if (fallback !== undefined) return fallback.milli;
  const inputs: Record<string, number | null> = {};
  for (const { scaler, milli } of metrics) {
    if (scaler.triggerName !== undefined) inputs[scaler.triggerName] = formulaInput(scaledObject, scaler, milli, health);
  }
  try {
    const value = formula(inputs);
    if (value !== null) return truncatedMilli(value);
  } catch (error) {
    // A trigger that failed has no value, and a formula that needs it has none either.
    if (error instanceof FormulaError) return undefined;
    throw error;
  }
  const replicas = scaledObject.spec.fallback?.replicas;
  return replicas === undefined ? undefined : truncatedMilli(replicas * modifiers.target);
}
