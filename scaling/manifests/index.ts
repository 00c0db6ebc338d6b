/** YAML that any team applies -> the workloads in it and what scales them, each with its file and line. */
export * from './cluster-rules';
export { rawObjects, type ManifestText, type RawObject } from './documents';
export type { HpaManifest } from './hpa';
export { triggerContext, type ScaledJobManifest, type ScaledObjectManifest } from './keda';
export * from './knative';
export * from './kserve';
export { madeScaledObject } from './kserve-keda';
export { groupOf, titleOf, type Manifest } from './manifest';
export { allObjects, readManifests, readObjects, type Manifests } from './manifests';
export * from './pod';
export { secondsMinToMax } from './ramp';
export * from './scaled';
export { WORKLOAD_KINDS, type Workload } from './workload';
