/**
 * Runs manifests as processes of this machine: `LocalCluster.start(options)`, `apply`, `waitReady`, `runJob`, `stop`.
 *
 * - `cluster`, `engine/`: builds the engine from its parts and shuts it down; `apply-to-running` changes one of another process; `host-resources`: what it takes of the machine first
 * - `kubernetes/`: `kinds` lists what runs, `workloads`, `pod`, `container`, `probe`, `config`, `autoscalers` have the fields, `validate`
 *   checks manifests against them; `apply-checks`: rules over several objects
 * - `workloads/`, `jobs/`: keep the pods of Deployments, StatefulSets and Jobs, and roll new templates out
 * - `pods/`: `pod-set`, `pod`, `container-runner`, `restart-policy` run pods, `process-group` supervises processes; `plan`, `image`,
 *   `environment`, `volumes` prepare them; `side-commands`, `container-probes` run beside them
 * - `services/`, `probes/`, `rewrite/`: proxies of Services, probes, and names and paths as they are on this machine
 * - `autoscaling/`, `kserve/`: loops that feed the algorithms of scaling/. `autoscalers` starts a `controller` for each object, `target`
 *   and `cluster-targets` are the workloads, `metrics/` the metrics server; `decisions/` records every decision (tests replay it)
 * - `autoscaling/keda/`: a controller each for ScaledObject and ScaledJob; `trigger-reader`, `redis`, `read-*` ask the sources
 * - `autoscaling/knative/`: `revision-loop` decides; `front`, `dispatcher`, `forward` hold and pass on requests
 * - `api/`, `show/`, `snapshot`, `state/`: the read-only Kubernetes API, how it is shown, and what is on disk
 * - `cgroup/`, `machine/`, `usage/`: limits, addresses, locks and processes, and what pods use
 */
export { applyToRunning, waitForRunning } from './apply-to-running';
export type { ApplyAnswer, ApplyRequest, Programs } from './engine/change-api';
export { LocalCluster, type ReadyOptions } from './cluster';
export type { ClusterStatus, PodStatus } from './snapshot';
export type { LocalClusterOptions, MappedImage } from './options';
export type { JobOptions, JobOutcome } from './jobs/jobs';
export type { ServiceEndpoint } from './services/services';
export type { WorkloadReference, WorkloadStatus } from './workloads/running';
export type { PodMetrics, UsageSample } from './usage/sampler';
export { toCoreEvent, type EventLog, type LabEvent } from './events';
export { isRunning, readState, type LabState } from './state/state';
export { kubeconfigFile } from './state/kubeconfig';
export { cleanOrphans, stopOther } from './state/orphans';
export { tail } from './pods/log-file';
export { BALANCING_ANNOTATION } from './services/balancer';
export { CPU_ENFORCED_ANNOTATION, THROTTLING_ANNOTATION } from './api/objects';
export * from './show';
export type { AutoscalingSettings } from './autoscaling/settings';
export { requireLinux } from './host-resources';
export { KNOWN_KINDS } from './kubernetes/kinds';
export { makeFolder } from './machine/files';
