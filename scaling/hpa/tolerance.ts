import type { CompleteSpec, ControllerSettings } from './defaults';
import { approximateFloat } from '../../contract/quantity';
import { gateEnabled } from './versions';

/** How far usage/target may be from 1 before anything is done; fractions. */
export interface Tolerances {
  readonly scaleDown: number;
  readonly scaleUp: number;
}

/** Follows pkg/controller/podautoscaler/replica_calculator.go, Tolerances.isWithin, v1.34. Both ends are within. */
export function isWithin(usageRatio: number, tolerances: Tolerances): boolean {
  return 1 - tolerances.scaleDown <= usageRatio && usageRatio <= 1 + tolerances.scaleUp;
}

/**
 * The controller's tolerance both ways, or what spec.behavior says where its gate is on.
 * Follows pkg/controller/podautoscaler/horizontal.go, tolerancesForHpa, v1.34.
 */
export function tolerancesFor(spec: CompleteSpec, settings: ControllerSettings, minor: number): Tolerances {
  const configurable = gateEnabled('HPAConfigurableTolerance', minor, settings.featureGates);
  const { scaleDown, scaleUp } = (configurable ? spec.behavior : undefined) ?? { scaleDown: undefined, scaleUp: undefined };
  return {
    scaleDown: toFraction(scaleDown?.tolerance) ?? settings.tolerance,
    scaleUp: toFraction(scaleUp?.tolerance) ?? settings.tolerance,
  };
}

function toFraction(tolerance: string | number | undefined): number | undefined {
  return tolerance === undefined ? undefined : approximateFloat(tolerance);
}
