/**
 * KServe v0.20.0 in Standard mode without a cluster: an InferenceService through admission (`admit`), then what its controller makes of
 * it (`reconcile`).
 *
 * - `admission/`, `crd/`: the defaults and checks of the webhooks, in order; the schema
 * - `reconcile/`, `children/`: the order in which objects are made, and each kind of object; `knative`: Knative mode
 * - `api-server/`: what the API server fills in or refuses in those objects
 */
export { admit, type Admission, type Refuser, type Rejection } from './admission/admit';
export { stored } from './api-server/defaults';
export * from './constants';
export { structuralProblems } from './crd/structural';
export { reconcileKnative, revisionAnnotations, type KnativeChild, type KnativeReconciled } from './knative';
export type { ReconcileFailure } from './reconcile/failure';
export { reconcile, type Reconciled } from './reconcile/reconcile';
export * from './status';
export { DEFAULT_KSERVE_SETTINGS, type KserveSettings } from './settings';
export * from './types';
