import type { KubernetesObject } from '../../contract';
import { timestamp } from '../clock';
import { REVISION_ANNOTATION, type RunningDeployment, type ShownReplicaSet } from '../workloads/deployment';
import type { WorkloadStatus } from '../workloads/running';

/** A Deployment with its live replicas, as the API server shows it. */
export function deploymentObject(written: KubernetesObject, running: RunningDeployment | undefined): object {
  if (running === undefined) return written;
  const { controllerStatus: status, revision, desired } = running;
  return {
    ...written,
    metadata: {
      ...written.metadata,
      annotations: { ...written.metadata.annotations, [REVISION_ANNOTATION]: String(revision) },
      // Both controllers have settled, so they have seen every change.
      generation: status.observedGeneration,
    },
    spec: { ...(written['spec'] as object), replicas: desired },
    status: {
      observedGeneration: status.observedGeneration,
      replicas: status.replicas,
      updatedReplicas: status.updated,
      readyReplicas: status.ready,
      availableReplicas: status.available,
      unavailableReplicas: status.unavailable,
      terminatingReplicas: status.terminating,
      conditions: status.conditions.map(({ type, status: holds, reason, lastUpdateMs, lastTransitionMs }) => ({
        type,
        status: holds,
        reason,
        lastUpdateTime: timestamp(lastUpdateMs),
        lastTransitionTime: timestamp(lastTransitionMs),
      })),
    },
  };
}

export function replicaSetObject({ name, namespace, deployment, ...set }: ShownReplicaSet): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace,
      labels: set.labels,
      annotations: { [REVISION_ANNOTATION]: String(set.revision) },
      creationTimestamp: timestamp(set.createdAtMs),
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: deployment, controller: true }],
    },
    spec: { replicas: set.desired },
    status: { replicas: set.current, readyReplicas: set.ready, availableReplicas: set.available },
  };
}

export function statefulSetObject(written: KubernetesObject, status: WorkloadStatus | undefined): object {
  if (status === undefined) return written;
  const { desired, current, ready, updated, available } = status;
  return {
    ...written,
    spec: { ...(written['spec'] as object), replicas: desired },
    status: {
      observedGeneration: (written.metadata as { readonly generation?: number }).generation,
      replicas: current,
      updatedReplicas: updated,
      readyReplicas: ready,
      availableReplicas: available,
    },
  };
}
