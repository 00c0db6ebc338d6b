/**
 * Runs manifests as processes of this machine: `LocalCluster.start(options)`, `apply`, `waitReady`, `runJob`, `stop`.
 *
 * - `cluster`, `engine/`: the engine and its parts, put together and shut down; `host-resources`: what it takes of the machine first
 * - `kubernetes/`: the fields of every kind that runs, and how manifests are checked against them; `apply-checks`: rules over several objects
 * - `workloads/`, `jobs/`, `pods/`: Deployments, StatefulSets and Jobs -> pods -> processes (`pods/process-group` is the supervisor)
 * - `services/`, `probes/`, `rewrite/`: proxies of Services, probes, and names and paths as they are on this machine
 * - `autoscaling/`, `kserve/`: loops that feed the algorithms of scaling/: one folder per controller, `metrics/` is the metrics server,
 *   `decisions/` records what they decided (tests replay it)
 * - `api/`, `show/`, `snapshot`, `state/`: the read-only Kubernetes API, how it is shown, and what is on disk
 * - `cgroup/`, `machine/`, `usage/`: limits, addresses, locks and processes, and what pods use
 */
export { LocalCluster, type ReadyOptions } from './cluster';
export type { ClusterStatus, PodStatus } from './snapshot';
export type { LocalClusterOptions } from './options';
export type { JobOptions, JobOutcome } from './jobs/jobs';
export type { ServiceEndpoint } from './services/services';
export type { WorkloadReference, WorkloadStatus } from './workloads/controller';
export type { PodMetrics, UsageSample } from './usage/sampler';
export { toCoreEvent, type EventLog, type LabEvent } from './events';
export { isRunning, readState, type LabState } from './state/state';
export { cleanOrphans, stopOther } from './state/orphans';
export { tail } from './pods/log-file';
export { BALANCING_ANNOTATION } from './services/balancer';
export { CPU_ENFORCED_ANNOTATION, THROTTLING_ANNOTATION } from './api/objects';
export * from './show';
export type { AutoscalingSettings } from './autoscaling/settings';
export { requireLinux } from './host-resources';
export { makeFolder } from './machine/files';
