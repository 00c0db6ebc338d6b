/**
 * YAML that any team applies -> the workloads in it and what scales them, each with its file and line.
 *
 * - `manifests`, `documents`, `locate`: from texts to objects and their lines
 * - `manifest`, `fields`, `selector`: the parts that all kinds share, read by type
 * - `injected`: containers that webhooks add to a pod
 * - `placement`, `lifecycle`: of a pod, what keeps it from running beside its equals, and what it does before it stops
 * - `neighbours`: Services, claims and namespaces, which decide what scaling does without scaling themselves
 * - `hpa`, `knative`, `keda`, `keda-authentication`, `kafka-topic`, `http-scaled-object`, `kserve`, `llm`, `vertical`, `workload`, `pod`, `cluster-rules`, `limit-range`: one
 *   kind each; `kserve-mode`, `kserve-keda`, `knative-hpa`, `rollout-template`: what follows from one
 * - `not-judged/`: what has to do with scaling and is not understood
 * - `scale-targets`: what autoscalers move; `scaled`, `ramp`, `kpa-ramp`, `disruption`: sets of pods, their bounds, how fast they grow,
 *   and how many may be evicted
 */
export * from './cluster-rules';
export * from './disruption';
export { rawObjects, type ManifestText, type NotRendered, type RawObject } from './documents';
export type { HpaManifest } from './hpa';
export { triggerContext, type ScaledJobManifest, type ScaledObjectManifest } from './keda';
export { injectedContainers, requestOf, type InjectedContainer } from './injected';
export * from './kafka-topic';
export * from './keda-authentication';
export * from './knative';
export {
  hpaOfHttpScaledObject,
  type HttpScaledObjectManifest,
  type HttpTarget,
  type InterceptorRoute,
} from './http-scaled-object';
export { knativeHpa } from './knative-hpa';
export * from './kserve';
export { KSERVE_MODES, type InstalledKserveMode, type KserveMode } from './kserve-mode';
export { limitRangesFor, type LimitRange, type LimitRangeItem, type LimitRangeKey } from './limit-range';
export type { LlmInferenceService, LlmWorkload } from './llm';
export { madeScaledObject } from './kserve-keda';
export { groupOf, titleOf, type Manifest } from './manifest';
export * from './neighbours';
export type { AntiAffinity, Placement } from './placement';
export * from './selector';
export { allObjects, readManifests, readObjects, type Manifests, type ReadOptions } from './manifests';
export { sameNamespace } from './namespaces';
export { NOT_JUDGED_REASONS, type NotJudged, type NotJudgedReason } from './not-judged';
export { isFilledInLater, type Placeholder } from './placeholders';
export * from './pod';
export * from './tree';
export { secondsMinToMax } from './ramp';
export { rolloutOf } from './rollout-template';
export * from './scale-targets';
export * from './scaled';
export * from './vertical';
export { SCALABLE_KINDS, type Workload } from './workload';
