import { parseFloat64 } from '../go-values';
import type { ScaledObjectSpec } from './types';

/** scalingModifiers with its numbers read. */
export interface Modifiers {
  readonly formula: string;
  readonly target: number;
  readonly activationTarget: number;
  readonly metricType: string;
}

/** Undefined when none are written. Upstream: KEDA 8b4f083, scaledobject_types.go, IsUsingModifiers. */
export function modifiersOf(spec: ScaledObjectSpec): Modifiers | undefined {
  const { formula = '', target = '', activationTarget = '', metricType = '' } = spec.advanced?.scalingModifiers ?? {};
  if (formula === '' && target === '' && activationTarget === '' && metricType === '') return undefined;
  return {
    formula,
    target: parseFloat64(target) ?? 0,
    activationTarget: parseFloat64(activationTarget) ?? 0,
    metricType: metricType === '' ? 'AverageValue' : metricType,
  };
}
