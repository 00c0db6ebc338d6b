/**
 * YAML that any team applies -> the workloads in it and what scales them, each with its file and line.
 *
 * - `manifests`, `documents`, `locate`: from texts to objects and their lines
 * - `manifest`, `fields`: the parts that all kinds share, read by type
 * - `hpa`, `knative`, `keda`, `kserve`, `kserve-keda`, `workload`, `pod`, `cluster-rules`: one kind each
 * - `not-judged/`: what has to do with scaling and is not understood
 * - `scaled`, `ramp`, `kpa-ramp`: sets of pods, their bounds, and how fast they grow
 */
export * from './cluster-rules';
export { rawObjects, type ManifestText, type RawObject } from './documents';
export type { HpaManifest } from './hpa';
export { triggerContext, type ScaledJobManifest, type ScaledObjectManifest } from './keda';
export * from './knative';
export * from './kserve';
export { madeScaledObject } from './kserve-keda';
export { groupOf, titleOf, type Manifest } from './manifest';
export { allObjects, readManifests, readObjects, type Manifests } from './manifests';
export { NOT_JUDGED_REASONS, type NotJudged, type NotJudgedReason } from './not-judged';
export { isFilledInLater, type Placeholder } from './placeholders';
export * from './pod';
export { readTrees } from './tree';
export { secondsMinToMax } from './ramp';
export * from './scaled';
export { WORKLOAD_KINDS, type Workload } from './workload';
