/** What differs between Kubernetes versions, and the feature gates that switch it. */

export type FeatureGate = 'HPAConfigurableTolerance' | 'HPAScaleToZero';

/** Minor version from which each gate is on by default. Follows pkg/features/kube_features.go, v1.37. */
const ON_BY_DEFAULT_FROM: Readonly<Record<FeatureGate, number>> = { HPAConfigurableTolerance: 35, HPAScaleToZero: 37 };

/** Minor version from which a gate cannot be turned off any more. Follows the same file. */
const LOCKED_FROM: Readonly<Partial<Record<FeatureGate, number>>> = { HPAConfigurableTolerance: 37 };

/** Minor versions of Kubernetes 1 whose HPA controller is followed; an older or newer one is taken to behave as the nearest. */
export const KNOWN_MINORS = { oldest: 34, newest: 37 } as const;

/** The version whose behaviour is followed unless another is asked for. */
export const DEFAULT_KUBERNETES_VERSION = `1.${KNOWN_MINORS.newest}`;

/** Minor of `1.34`, `v1.34.4`; undefined when it is not a version of Kubernetes 1. */
export function minorVersion(version: string): number | undefined {
  const match = /^v?1\.(\d+)(?:\.\d+)?/.exec(version);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

export type FeatureGates = Readonly<Partial<Record<string, boolean>>>;

/** Whether a gate is on: as given, else as that version has it by default. A locked gate is on whatever is given. */
export function gateEnabled(gate: FeatureGate, minor: number, gates: FeatureGates): boolean {
  if (minor >= (LOCKED_FROM[gate] ?? Infinity)) return true;
  return gates[gate] ?? minor >= ON_BY_DEFAULT_FROM[gate];
}

/** From 1.36 the controller knows whether it scaled to zero itself, or somebody else did to switch the HPA off. */
export const SCALED_TO_ZERO_CONDITION_FROM = 36;

/**
 * From 1.35 totals that do not fit an integer are cut to the greatest one: the sum of an External metric's series and the
 * replicas for a Value target, from zero replicas excepted. Before, both overflow and become negative.
 */
export const TOTALS_CAPPED_FROM = 35;

/** From 1.35 a ContainerResource metric fails when a pod lacks the container. Before, such a pod requests nothing. */
export const CONTAINER_REQUIRED_FROM = 35;

/**
 * From 1.37 a new HPA is synced at once, and one whose spec changes too. Before, either waits for the sync period.
 * Follows pkg/controller/podautoscaler/horizontal.go, enqueueHPA and updateHPA, v1.37.2.
 */
const SYNCS_CHANGES_AT_ONCE_FROM = 37;

/** How long after its creation an HPA is synced for the first time. */
export function firstSyncAfterSeconds(minor: number, syncPeriodSeconds: number): number {
  return minor >= SYNCS_CHANGES_AT_ONCE_FROM ? 0 : syncPeriodSeconds;
}
