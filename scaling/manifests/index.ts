/**
 * YAML that any team applies -> the workloads in it and what scales them, each with its file and line.
 *
 * - `manifests`, `documents`, `locate`: from texts to objects and their lines
 * - `manifest`, `fields`, `selector`: the parts that all kinds share, read by type
 * - `hpa`, `knative`, `keda`, `kserve`, `kserve-keda`, `workload`, `pod`, `cluster-rules`: one kind each
 * - `injected`: containers that webhooks add to a pod
 * - `placement`, `lifecycle`: of a pod, what keeps it from running beside its equals, and what it does before it stops
 * - `neighbours`: Services, claims and namespaces, which decide what scaling does without scaling themselves
 * - `not-judged/`: what has to do with scaling and is not understood
 * - `scaled`, `ramp`, `kpa-ramp`: sets of pods, their bounds, and how fast they grow
 */
export * from './cluster-rules';
export { rawObjects, type ManifestText, type RawObject } from './documents';
export type { HpaManifest } from './hpa';
export { triggerContext, type ScaledJobManifest, type ScaledObjectManifest } from './keda';
export { injectedContainers, requestOf, type InjectedContainer } from './injected';
export * from './knative';
export * from './kserve';
export { madeScaledObject } from './kserve-keda';
export { groupOf, titleOf, type Manifest } from './manifest';
export * from './neighbours';
export type { AntiAffinity, Placement } from './placement';
export * from './selector';
export { allObjects, readManifests, readObjects, type Manifests } from './manifests';
export { NOT_JUDGED_REASONS, type NotJudged, type NotJudgedReason } from './not-judged';
export * from './pod';
export { secondsMinToMax } from './ramp';
export * from './scaled';
export { SCALABLE_KINDS, type Workload } from './workload';
