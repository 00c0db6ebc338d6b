import type { Enforcement } from './cgroup';
import type { EventLog } from './events';
import type { JobRecord } from './jobs/jobs';
import { namespaceOf } from './kubernetes/objects';
import { bootId, processStat } from './machine/proc';
import type { Pod, PodPhase } from './pods/pod';
import { notReadyReason } from './readiness';
import type { ServiceEndpoint } from './services/services';
import type { LabState } from './state/state';
import type { HostResources } from './host-resources';
import type { UsageSample } from './usage/sampler';
import type { WorkloadStatus } from './workloads/running';

export interface PodStatus {
  readonly namespace: string;
  readonly name: string;
  readonly ip: string;
  readonly phase: PodPhase | 'Terminating';
  readonly ready: boolean;
  readonly restarts: number;
  readonly pids: readonly number[];
  readonly logFiles: readonly string[];
  /** Empty for a ready pod. */
  readonly reason: string;
  readonly usage: UsageSample | undefined;
}

export interface ClusterStatus {
  readonly apiUrl: string;
  readonly addressRange: string;
  readonly limits: { readonly cpu: Enforcement; readonly memory: Enforcement };
  readonly workloads: readonly WorkloadStatus[];
  readonly pods: readonly PodStatus[];
  readonly services: readonly ServiceEndpoint[];
  readonly jobs: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly condition: string;
    readonly reason: string;
  }[];
}

/** The parts that a snapshot reads. */
export interface ClusterView {
  readonly apiUrl: string;
  readonly addressRange: string;
  readonly pods: readonly Pod[];
  readonly workloads: readonly WorkloadStatus[];
  readonly services: readonly ServiceEndpoint[];
  readonly jobs: readonly JobRecord[];
  readonly events: EventLog;
  usageOf(pod: Pod): UsageSample | undefined;
}

function podStatus(pod: Pod, view: ClusterView): PodStatus {
  return {
    namespace: pod.identity.namespace,
    name: pod.name,
    ip: pod.identity.ip,
    phase: pod.isDeleting ? 'Terminating' : pod.phase,
    ready: pod.isReady,
    restarts: pod.restartCount,
    pids: pod.containers.flatMap(({ state }) => (state.phase === 'running' ? [state.process.pid] : [])),
    logFiles: pod.containers.map(({ plan }) => plan.logFile),
    reason: pod.isReady ? '' : (pod.failure?.parts.problem ?? notReadyReason(pod, view.events)),
    usage: view.usageOf(pod),
  };
}

/** The lab as it is now, for people. */
export function clusterStatus(view: ClusterView & Pick<ClusterStatus, 'limits'>): ClusterStatus {
  const { apiUrl, addressRange, limits, workloads, services } = view;
  return {
    apiUrl,
    addressRange,
    limits,
    workloads,
    pods: view.pods.map((pod) => podStatus(pod, view)),
    services,
    jobs: view.jobs.map(({ job, condition, reason }) => ({
      namespace: namespaceOf(job),
      name: job.metadata.name,
      condition,
      reason,
    })),
  };
}

/** The lab as another process needs it. */
export function labState(view: ClusterView, host: HostResources, startedAt: string): LabState {
  const { cgroups } = host;
  return {
    schema: 'lab.local-state/v1',
    runId: host.runId,
    bootId: bootId(),
    startedAt,
    engine: { pid: process.pid, startTicks: processStat(process.pid)?.startTicks ?? 0 },
    apiUrl: view.apiUrl,
    addressRange: view.addressRange,
    runDir: host.runDir,
    logDir: host.logDir,
    cgroups: [...cgroups.directories],
    limitsEnforced: { cpu: cgroups.cpu.enforced, memory: cgroups.memory.enforced },
    services: view.services.map(({ namespace, service, port, address, hostPort }) => ({
      namespace,
      service,
      port,
      address,
      hostPort,
    })),
    pods: view.pods.map((pod) => ({
      namespace: pod.identity.namespace,
      name: pod.name,
      ip: pod.identity.ip,
      logs: pod.containers.map(({ plan }) => plan.logFile),
      processes: pod.containers.flatMap((container) => container.groups().map((group) => group.identity)),
    })),
  };
}
