import type { KubernetesObject } from '../../../contract';
import type { KpaStatus } from '../../../scaling/kpa';
import { timestamp } from '../../clock';
import type { Revision } from './revision';

interface Ready {
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
}

function condition(type: string, { status, reason }: Ready, sinceMs: number): object {
  return { type, status, lastTransitionTime: timestamp(sinceMs), ...(reason === '' ? {} : { reason }) };
}

const TRUE: Ready = { status: 'True', reason: '' };

/** A revision stays ready once it has had its initial pods, even at zero. */
function revisionReady(status: KpaStatus): Ready {
  return status.scaleTargetInitialized ? TRUE : { status: 'Unknown', reason: 'Deploying' };
}

/** `status` of a Knative Service. Conditions in the alphabetical order that Knative keeps. */
export function serviceStatus(revision: Revision, status: KpaStatus): object {
  const ready = revisionReady(status);
  const since = status.active.sinceMs;
  const url = `http://${revision.service}.${revision.namespace}.svc.cluster.local`;
  return {
    observedGeneration: 1,
    conditions: ['ConfigurationsReady', 'Ready', 'RoutesReady'].map((type) => condition(type, ready, since)),
    latestCreatedRevisionName: revision.name,
    ...(ready.status === 'True' ? { latestReadyRevisionName: revision.name } : {}),
    url,
    address: { url },
    traffic: [{ latestRevision: true, percent: 100, revisionName: revision.name }],
  };
}

/** What Knative makes of a Service besides the Deployment: Revision, PodAutoscaler, ServerlessService. */
export function childObjects(revision: Revision, status: KpaStatus, activators: number, createdMs: number): KubernetesObject[] {
  const { namespace, name, service, podAutoscaler, target } = revision;
  const { annotations, containerConcurrency, reachability } = podAutoscaler;
  const labels = { 'serving.knative.dev/service': service, 'serving.knative.dev/revision': name };
  const metadata = { name, namespace, labels, annotations, creationTimestamp: timestamp(createdMs) };
  const since = status.active.sinceMs;
  const { active } = status;
  const initialized: Ready = status.scaleTargetInitialized ? TRUE : { status: 'Unknown', reason: '' };
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: target.kind, name: target.name };
  return [
    {
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Revision',
      metadata,
      spec: { containerConcurrency, timeoutSeconds: revision.timeoutMs / 1000 },
      status: {
        conditions: [condition('Active', active, since), condition('Ready', revisionReady(status), since)],
        actualReplicas: status.actualScale,
        desiredReplicas: Math.max(0, status.desiredScale),
      },
    },
    {
      apiVersion: 'autoscaling.internal.knative.dev/v1alpha1',
      kind: 'PodAutoscaler',
      metadata,
      spec: { scaleTargetRef, containerConcurrency, protocolType: 'http1', reachability },
      status: {
        desiredScale: status.desiredScale,
        actualScale: status.actualScale,
        serviceName: name,
        conditions: [
          condition('Active', active, since),
          condition('Ready', active, since),
          condition('SKSReady', TRUE, since),
          condition('ScaleTargetInitialized', initialized, since),
        ],
      },
    },
    {
      apiVersion: 'networking.internal.knative.dev/v1alpha1',
      kind: 'ServerlessService',
      metadata,
      spec: { mode: status.mode, numActivators: activators, objectRef: scaleTargetRef, protocolType: 'http1' },
      status: { serviceName: name, privateServiceName: `${name}-private`, conditions: [condition('Ready', TRUE, since)] },
    },
  ];
}
