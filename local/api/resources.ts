import type { KubernetesObject } from '../../contract';
import { toCoreEvent, type EventLog } from '../events';
import type { JobRecord, Jobs } from '../jobs/jobs';
import { namespaceOf } from '../kubernetes/objects';
import type { ObjectStore } from '../store';
import type { Pod } from '../pods/pod';
import type { PodMetrics, UsageSampler } from '../usage/sampler';
import type { Workloads } from '../workloads/controller';
import { jobObject, podMetricsObject, podObject } from './objects';
import type { Resource } from './resource';
import { deploymentObject, replicaSetObject, statefulSetObject } from './workloads';

export interface ApiSources {
  readonly store: ObjectStore;
  readonly events: EventLog;
  readonly workloads: Workloads;
  readonly jobs: Jobs;
  readonly sampler: UsageSampler;
  metricsOf(pod: Pod): PodMetrics | undefined;
  readonly cpuEnforced: boolean;
  pods(): readonly Pod[];
  /** Live status of kinds that have a controller of their own (autoscalers). */
  statusOf(object: KubernetesObject): object | undefined;
  /** Objects that controllers made. */
  readonly further: readonly Resource[];
}

/** Shown as they were applied, with the status that a controller gives them. Secrets are not shown. */
const AS_WRITTEN: readonly (readonly [apiVersion: string, plural: string, kind: string])[] = [
  ['v1', 'services', 'Service'],
  ['v1', 'configmaps', 'ConfigMap'],
  ['v1', 'namespaces', 'Namespace'],
  ['autoscaling/v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler'],
  ['serving.knative.dev/v1', 'services', 'Service'],
  ['keda.sh/v1alpha1', 'scaledobjects', 'ScaledObject'],
  ['keda.sh/v1alpha1', 'scaledjobs', 'ScaledJob'],
  ['keda.sh/v1alpha1', 'triggerauthentications', 'TriggerAuthentication'],
  ['serving.kserve.io/v1beta1', 'inferenceservices', 'InferenceService'],
];

export function apiResources(sources: ApiSources): Resource[] {
  const { store, events, workloads, jobs, sampler } = sources;
  const podsIn = (namespace: string | undefined): Pod[] =>
    sources.pods().filter((pod) => namespace === undefined || pod.identity.namespace === namespace);
  const written = (apiVersion: string, plural: string, kind: string, shown: (object: KubernetesObject) => object): Resource => ({
    apiVersion,
    plural,
    kind,
    list: (namespace) => store.written(apiVersion, kind, namespace).map(shown),
  });
  return [
    {
      apiVersion: 'v1',
      plural: 'pods',
      kind: 'Pod',
      list: (namespace) =>
        podsIn(namespace).map((pod) =>
          podObject({
            pod,
            template: store.writtenPodSpec(pod.identity) ?? {},
            cpuEnforced: sources.cpuEnforced,
            usage: sampler.of(pod.identity.uid).at(-1),
          }),
        ),
    },
    {
      apiVersion: 'v1',
      plural: 'events',
      kind: 'Event',
      list: (namespace) =>
        events
          .list()
          .filter((event) => namespace === undefined || event.subject.namespace === namespace)
          .map(toCoreEvent),
    },
    written('apps/v1', 'deployments', 'Deployment', (object) =>
      deploymentObject(object, workloads.deployment(namespaceOf(object), object.metadata.name)),
    ),
    {
      apiVersion: 'apps/v1',
      plural: 'replicasets',
      kind: 'ReplicaSet',
      list: (namespace) =>
        workloads
          .replicaSets()
          .filter((one) => namespace === undefined || one.namespace === namespace)
          .map(replicaSetObject),
    },
    written('apps/v1', 'statefulsets', 'StatefulSet', (object) =>
      statefulSetObject(
        object,
        workloads.status({ kind: 'StatefulSet', namespace: namespaceOf(object), name: object.metadata.name }),
      ),
    ),
    written('batch/v1', 'jobs', 'Job', (object) => {
      const isOf = ({ job }: JobRecord): boolean =>
        job.metadata.name === object.metadata.name && namespaceOf(job) === namespaceOf(object);
      return jobObject(object, jobs.list().find(isOf));
    }),
    {
      apiVersion: 'metrics.k8s.io/v1beta1',
      plural: 'pods',
      kind: 'PodMetrics',
      list: (namespace) =>
        podsIn(namespace).flatMap((pod) => {
          const metrics = sources.metricsOf(pod);
          return metrics === undefined ? [] : [podMetricsObject(pod, metrics)];
        }),
    },
    ...sources.further,
    ...AS_WRITTEN.map(([apiVersion, plural, kind]) =>
      written(apiVersion, plural, kind, (object) => {
        const status = sources.statusOf(object);
        return status === undefined ? object : { ...object, status };
      }),
    ),
  ];
}
