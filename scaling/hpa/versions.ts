/** What differs between Kubernetes versions, and the feature gates that switch it. */

export type FeatureGate = 'HPAConfigurableTolerance' | 'HPAScaleToZero';

/** Minor version from which each gate is on by default. Follows pkg/features/kube_features.go, v1.37. */
const ON_BY_DEFAULT_FROM: Readonly<Record<FeatureGate, number>> = { HPAConfigurableTolerance: 35, HPAScaleToZero: 37 };

/** The version whose behaviour is followed unless another is asked for. */
export const DEFAULT_KUBERNETES_VERSION = '1.34';

/** Minor of `1.34`, `v1.34.4`; undefined when it is no version of Kubernetes 1. */
export function minorVersion(version: string): number | undefined {
  const match = /^v?1\.(\d+)(?:\.\d+)?/.exec(version);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

export type FeatureGates = Readonly<Partial<Record<string, boolean>>>;

/** Whether a gate is on: as given, else as that version has it by default. */
export function gateEnabled(gate: FeatureGate, minor: number, gates: FeatureGates): boolean {
  return gates[gate] ?? minor >= ON_BY_DEFAULT_FROM[gate];
}

/** From 1.36 a replica count of zero is told apart: scaled there by the HPA, or by somebody who wants it off. */
export const SCALED_TO_ZERO_CONDITION_FROM = 36;
