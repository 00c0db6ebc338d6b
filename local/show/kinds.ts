import { nearest, UserError } from '../../contract';
import { age } from './age';
import { type ApiObject, at, condition, listAt, nameOf, textAt } from './fields';
import { hpaTargets } from './hpa-targets';
import { podStatus, readyContainers, restarts } from './pod-status';

export interface Column {
  readonly head: string;
  cell(object: ApiObject, nowMs: number): string;
  /** Only with `-o wide`. */
  readonly wide?: true;
}

/** A kind that can be shown, and how kubectl shows it. */
export interface ShownKind {
  /** All its names; the first is the plural of the API. */
  readonly names: readonly string[];
  /** `/apis/apps/v1/deployments` */
  readonly path: string;
  readonly columns: readonly Column[];
}

function column(head: string, cell: Column['cell']): Column {
  return { head, cell };
}

function wide(head: string, cell: Column['cell']): Column {
  return { head, cell, wide: true };
}

function field(head: string, path: string, missing?: string): Column {
  return column(head, (object) => textAt(object, path, missing));
}

export const NAME = column('NAME', nameOf);
export const AGE = column('AGE', (object, nowMs) => age(Date.parse(textAt(object, 'metadata.creationTimestamp')), nowMs));

function containers(object: ApiObject, name: 'name' | 'image'): string {
  return listAt(object, 'spec.template.spec.containers')
    .map((one) => textAt(one, name))
    .join(',');
}

function labelsAt(object: ApiObject, path: string): string {
  return Object.entries(at(object, path) ?? {})
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');
}

const selector = (object: ApiObject): string => labelsAt(object, 'spec.selector.matchLabels');

/** `80/TCP,443:30443/TCP` */
function servicePorts(service: ApiObject): string {
  const ports = listAt(service, 'spec.ports').map((one) => {
    const nodePort = textAt(one, 'nodePort');
    return `${textAt(one, 'port')}${nodePort === '' ? '' : `:${nodePort}`}/${textAt(one, 'protocol', 'TCP')}`;
  });
  return ports.join(',') || '<none>';
}

function jobStatus(job: ApiObject): string {
  return ['Complete', 'Failed'].find((type) => condition(job, type, 'status') === 'True') ?? 'Running';
}

function jobDuration(job: ApiObject, nowMs: number): string {
  const start = textAt(job, 'status.startTime');
  const end = textAt(job, 'status.completionTime');
  return start === '' ? '' : age(Date.parse(start), end === '' ? nowMs : Date.parse(end));
}

/** A field of the predictor's traffic target with this mark, of an InferenceService; only Knative mode has any. */
function predictorTraffic(isvc: ApiObject, mark: string, value: string, path: string): string {
  const target = listAt(isvc, 'status.components.predictor.traffic').find((one) => textAt(one, mark) === value);
  return textAt(target, path);
}

const WIDE_TEMPLATE = [
  wide('CONTAINERS', (object) => containers(object, 'name')),
  wide('IMAGES', (object) => containers(object, 'image')),
];

function conditionColumn(type: string): Column {
  return column(type.toUpperCase(), (object) => condition(object, type, 'status'));
}

const READY = conditionColumn('Ready');
const REASON = column('REASON', (object) => condition(object, 'Ready', 'reason'));
const READY_REPLICAS = column(
  'READY',
  (one) => `${textAt(one, 'status.readyReplicas', '0')}/${textAt(one, 'spec.replicas', '0')}`,
);

function shown(names: ShownKind['names'], path: string, columns: ShownKind['columns']): ShownKind {
  return { names, path, columns };
}

/** Columns of `kubectl get events`. */
export const EVENT_COLUMNS: readonly Column[] = [
  column('LAST SEEN', (event, nowMs) => age(Date.parse(textAt(event, 'lastTimestamp')), nowMs)),
  field('TYPE', 'type'),
  field('REASON', 'reason'),
  column('OBJECT', (event) => `${textAt(event, 'involvedObject.kind').toLowerCase()}/${textAt(event, 'involvedObject.name')}`),
  field('MESSAGE', 'message'),
];

/** kubectl 1.34, kn's, KEDA's and KServe's CRDs (additionalPrinterColumns). */
export const SHOWN_KINDS: readonly ShownKind[] = [
  shown(['horizontalpodautoscalers', 'horizontalpodautoscaler', 'hpa'], '/apis/autoscaling/v2/horizontalpodautoscalers', [
    NAME,
    column('REFERENCE', (hpa) => `${textAt(hpa, 'spec.scaleTargetRef.kind')}/${textAt(hpa, 'spec.scaleTargetRef.name')}`),
    column('TARGETS', hpaTargets),
    field('MINPODS', 'spec.minReplicas', '1'),
    field('MAXPODS', 'spec.maxReplicas'),
    field('REPLICAS', 'status.currentReplicas', '0'),
    AGE,
  ]),
  shown(['ksvc', 'kservice', 'kservices', 'services.serving.knative.dev'], '/apis/serving.knative.dev/v1/services', [
    NAME,
    field('URL', 'status.url'),
    field('LATESTCREATED', 'status.latestCreatedRevisionName'),
    field('LATESTREADY', 'status.latestReadyRevisionName'),
    READY,
    REASON,
  ]),
  shown(['podautoscalers', 'podautoscaler', 'kpa', 'pa'], '/apis/autoscaling.internal.knative.dev/v1alpha1/podautoscalers', [
    NAME,
    field('DESIREDSCALE', 'status.desiredScale'),
    field('ACTUALSCALE', 'status.actualScale'),
    READY,
    REASON,
  ]),
  shown(['scaledobjects', 'scaledobject', 'so'], '/apis/keda.sh/v1alpha1/scaledobjects', [
    NAME,
    field('SCALETARGETKIND', 'status.scaleTargetKind'),
    field('SCALETARGETNAME', 'spec.scaleTargetRef.name'),
    field('MIN', 'spec.minReplicaCount'),
    field('MAX', 'spec.maxReplicaCount'),
    ...['Ready', 'Active', 'Fallback', 'Paused'].map(conditionColumn),
    field('TRIGGERS', 'status.triggersTypes'),
    field('AUTHENTICATIONS', 'status.authenticationsTypes'),
    AGE,
  ]),
  shown(['scaledjobs', 'scaledjob', 'sj'], '/apis/keda.sh/v1alpha1/scaledjobs', [
    NAME,
    field('MIN', 'spec.minReplicaCount'),
    field('MAX', 'spec.maxReplicaCount'),
    ...['Ready', 'Active', 'Paused'].map(conditionColumn),
    field('TRIGGERS', 'status.triggersTypes'),
    field('AUTHENTICATIONS', 'status.authenticationsTypes'),
    AGE,
  ]),
  shown(['inferenceservices', 'inferenceservice', 'isvc'], '/apis/serving.kserve.io/v1beta1/inferenceservices', [
    NAME,
    field('URL', 'status.url'),
    READY,
    column('PREV', (isvc) => predictorTraffic(isvc, 'tag', 'prev', 'percent')),
    column('LATEST', (isvc) => predictorTraffic(isvc, 'latestRevision', 'true', 'percent')),
    column('PREVROLLEDOUTREVISION', (isvc) => predictorTraffic(isvc, 'tag', 'prev', 'revisionName')),
    column('LATESTREADYREVISION', (isvc) => predictorTraffic(isvc, 'latestRevision', 'true', 'revisionName')),
    AGE,
  ]),
  shown(['pods', 'pod', 'po'], '/api/v1/pods', [
    NAME,
    column('READY', readyContainers),
    column('STATUS', podStatus),
    column('RESTARTS', restarts),
    AGE,
    wide('IP', (pod) => textAt(pod, 'status.podIP', '<none>')),
    wide('NODE', (pod) => textAt(pod, 'spec.nodeName', '<none>')),
  ]),
  shown(['deployments', 'deployment', 'deploy'], '/apis/apps/v1/deployments', [
    NAME,
    READY_REPLICAS,
    field('UP-TO-DATE', 'status.updatedReplicas', '0'),
    field('AVAILABLE', 'status.availableReplicas', '0'),
    AGE,
    ...WIDE_TEMPLATE,
    wide('SELECTOR', selector),
  ]),
  shown(['replicasets', 'replicaset', 'rs'], '/apis/apps/v1/replicasets', [
    NAME,
    field('DESIRED', 'spec.replicas', '0'),
    field('CURRENT', 'status.replicas', '0'),
    field('READY', 'status.readyReplicas', '0'),
    AGE,
  ]),
  shown(['statefulsets', 'statefulset', 'sts'], '/apis/apps/v1/statefulsets', [NAME, READY_REPLICAS, AGE, ...WIDE_TEMPLATE]),
  shown(['jobs', 'job'], '/apis/batch/v1/jobs', [
    NAME,
    column('STATUS', jobStatus),
    column('COMPLETIONS', (job) => `${textAt(job, 'status.succeeded', '0')}/${textAt(job, 'spec.completions', '1')}`),
    column('DURATION', jobDuration),
    AGE,
    ...WIDE_TEMPLATE,
  ]),
  shown(['services', 'service', 'svc'], '/api/v1/services', [
    NAME,
    field('TYPE', 'spec.type', 'ClusterIP'),
    field('CLUSTER-IP', 'spec.clusterIP', '<none>'),
    column('EXTERNAL-IP', () => '<none>'),
    column('PORT(S)', servicePorts),
    AGE,
    wide('SELECTOR', (service) => labelsAt(service, 'spec.selector') || '<none>'),
  ]),
  shown(['configmaps', 'configmap', 'cm'], '/api/v1/configmaps', [
    NAME,
    column('DATA', (one) => String(['data', 'binaryData'].flatMap((key) => Object.keys(at(one, key) ?? {})).length)),
    AGE,
  ]),
  shown(['namespaces', 'namespace', 'ns'], '/api/v1/namespaces', [NAME, field('STATUS', 'status.phase', 'Active'), AGE]),
  shown(['events', 'event', 'ev'], '/api/v1/events', EVENT_COLUMNS),
];

/** The kind that a person means. Throws a UserError that names the nearest one. */
export function shownKind(word: string): ShownKind {
  const name = word.toLowerCase();
  const found = SHOWN_KINDS.find(({ names }) => names.includes(name));
  if (found !== undefined) return found;
  const meant = nearest(
    name,
    SHOWN_KINDS.flatMap(({ names }) => names),
  );
  throw new UserError({
    where: `lab get ${word}`,
    problem: 'is not a kind that can be shown.',
    fix:
      meant === undefined ? `Kinds: ${SHOWN_KINDS.map(({ names }) => names.at(-1) ?? '').join(', ')}.` : `Did you mean ${meant}?`,
    code: 'flag-wrong',
  });
}
