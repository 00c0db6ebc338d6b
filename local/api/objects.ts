import type { KubernetesObject } from '../../contract';
import { timestamp } from '../clock';
import type { JobRecord } from '../jobs/jobs';
import type { ContainerRunner } from '../pods/container-runner';
import type { ContainerState } from '../pods/container-state';
import type { Pod } from '../pods/pod';
import type { PodMetrics, UsageSample } from '../usage/sampler';

/** On every pod: `false` when its CPU limit is recorded but not enforced, so that results can be marked. */
export const CPU_ENFORCED_ANNOTATION = 'ml-scaling-lab/cpu-limit-enforced';
/** On pods with an enforced CPU limit: CFS counters since the pod's start, JSON. */
export const THROTTLING_ANNOTATION = 'ml-scaling-lab/cpu-throttling';

/** On every pod that was sampled: CPU since its start and memory now, JSON. */
export const USAGE_ANNOTATION = 'ml-scaling-lab/usage';

export interface PodView {
  readonly pod: Pod;
  readonly template: unknown;
  readonly cpuEnforced: boolean;
  readonly usage: UsageSample | undefined;
}

function stateObject(state: ContainerState): object {
  switch (state.phase) {
    case 'waiting':
      return { waiting: { reason: state.reason, message: state.message } };
    case 'running':
      return { running: { startedAt: timestamp(state.startedAtMs) } };
    case 'terminated':
      return {
        terminated: {
          exitCode: state.exitCode,
          reason: state.reason,
          startedAt: timestamp(state.startedAtMs),
          finishedAt: timestamp(state.finishedAtMs),
        },
      };
  }
}

function containerStatus(container: ContainerRunner): object {
  const { name, plan, state, restartCount, isReady, hasStarted, lastTermination } = container;
  return {
    name,
    image: plan.container.image,
    imageID: plan.container.image,
    ready: isReady,
    started: hasStarted,
    restartCount,
    state: stateObject(state),
    lastState: lastTermination === undefined ? {} : stateObject(lastTermination),
    ...(state.phase === 'running' ? { containerID: `process://${state.process.pid}` } : {}),
  };
}

function condition(type: string, holds: boolean, sinceMs: number): object {
  return { type, status: holds ? 'True' : 'False', lastTransitionTime: timestamp(sinceMs) };
}

function usageText({ cpuSeconds, memoryBytes }: UsageSample): string {
  return JSON.stringify({ cpuSeconds, memoryBytes });
}

/** A pod as the API server shows it. */
export function podObject({ pod, template, cpuEnforced, usage }: PodView): object {
  const { identity } = pod;
  const throttling = usage?.throttling;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: identity.name,
      namespace: identity.namespace,
      uid: identity.uid,
      labels: identity.labels,
      annotations: {
        ...identity.annotations,
        [CPU_ENFORCED_ANNOTATION]: String(cpuEnforced),
        ...(throttling === undefined ? {} : { [THROTTLING_ANNOTATION]: JSON.stringify(throttling) }),
        ...(usage === undefined ? {} : { [USAGE_ANNOTATION]: usageText(usage) }),
      },
      creationTimestamp: timestamp(identity.createdAtMs),
      ...(pod.deletedAtMs === undefined ? {} : { deletionTimestamp: timestamp(pod.deletedAtMs) }),
      ownerReferences: [{ kind: identity.owner.kind, name: identity.owner.name, controller: true }],
    },
    spec: { ...(template as object), nodeName: 'localhost' },
    status: {
      phase: pod.phase,
      podIP: identity.ip,
      podIPs: [{ ip: identity.ip }],
      hostIP: identity.ip,
      startTime: timestamp(identity.createdAtMs),
      ...(pod.failure === undefined ? {} : { reason: 'Failed', message: pod.failure.parts.problem }),
      conditions: [
        condition('PodScheduled', true, identity.createdAtMs),
        condition('Initialized', true, identity.createdAtMs),
        condition('ContainersReady', pod.isReady, pod.readyChangedAtMs),
        condition('Ready', pod.isReady, pod.readyChangedAtMs),
      ],
      containerStatuses: pod.containers.map(containerStatus),
    },
  };
}

export function jobObject(written: KubernetesObject, record: JobRecord | undefined): object {
  if (record === undefined) return written;
  const { condition: state, startedAtMs, finishedAtMs, reason, failedPods } = record;
  const isOver = state === 'Complete' || state === 'Failed';
  return {
    ...written,
    status: {
      active: state === 'Active' ? 1 : 0,
      succeeded: state === 'Complete' ? 1 : 0,
      failed: failedPods,
      ...(startedAtMs === undefined ? {} : { startTime: timestamp(startedAtMs) }),
      ...(state === 'Complete' && finishedAtMs !== undefined ? { completionTime: timestamp(finishedAtMs) } : {}),
      conditions: isOver ? [{ type: state, status: 'True', ...(reason === '' ? {} : { reason }) }] : [],
    },
  };
}

export function podMetricsObject(pod: Pod, metrics: PodMetrics): object {
  const { name, namespace, labels } = pod.identity;
  return {
    apiVersion: 'metrics.k8s.io/v1beta1',
    kind: 'PodMetrics',
    metadata: { name, namespace, labels, creationTimestamp: timestamp(metrics.atMs) },
    timestamp: timestamp(metrics.atMs),
    window: `${(metrics.windowMs / 1000).toFixed(3)}s`,
    containers: metrics.containers.map((container) => ({
      name: container.name,
      usage: { cpu: `${Math.round(container.cpuMillis * 1e6)}n`, memory: `${Math.round(container.memoryBytes / 1024)}Ki` },
    })),
  };
}
