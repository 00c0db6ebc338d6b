import { isRecord } from '../../../contract';
import { milliValue } from '../../../contract/quantity';

/**
 * The part of an object that a case asserts, in one shape for what was recorded and for what this code makes. Quantities are compared
 * by value; what only the cluster knows (uids, addresses, replicas under an autoscaler) is left out.
 */
export type View = Readonly<Record<string, unknown>>;

type Map_ = Readonly<Record<string, unknown>>;

function map(value: unknown): Map_ {
  return isRecord(value) ? value : {};
}

function list(value: unknown): readonly Map_[] {
  return Array.isArray(value) ? (value as unknown[]).map(map) : [];
}

const SET_BY_OTHERS = ['deployment.kubernetes.io/revision', 'kubectl.kubernetes.io/last-applied-configuration'];

function labelled(metadata: unknown): View {
  const { name, namespace, labels, annotations } = map(metadata);
  const own = Object.entries(map(annotations)).filter(([key]) => !SET_BY_OTHERS.includes(key));
  return { name, namespace: namespace ?? 'default', labels: map(labels), annotations: Object.fromEntries(own) };
}

function owned(metadata: unknown): View {
  const owners = list(map(metadata)['ownerReferences']).map(({ apiVersion, kind, name, controller }) => ({
    apiVersion,
    kind,
    name,
    controller,
  }));
  return { ...labelled(metadata), owners };
}

const AMOUNTS = ['requests', 'limits'] as const;

function resources(value: unknown): View {
  const written = map(value);
  return Object.fromEntries(
    AMOUNTS.map((field) => [
      field,
      Object.fromEntries(Object.entries(map(written[field])).map(([name, amount]) => [name, milli(amount)])),
    ]),
  );
}

function milli(amount: unknown): unknown {
  return (typeof amount === 'string' || typeof amount === 'number' ? milliValue(amount) : undefined) ?? amount;
}

const CONTAINER_FIELDS = [
  'image',
  'imagePullPolicy',
  'command',
  'args',
  'workingDir',
  'readinessProbe',
  'livenessProbe',
  'startupProbe',
];

function container(value: Map_): View {
  const ports = list(value['ports']).map(({ name, containerPort, protocol }) => ({ name, containerPort, protocol }));
  const fields = CONTAINER_FIELDS.flatMap((field) => (value[field] === undefined ? [] : [[field, value[field]] as const]));
  return {
    name: value['name'],
    ...Object.fromEntries(fields),
    ports,
    env: list(value['env']),
    resources: resources(value['resources']),
  };
}

function podTemplate(value: unknown): View {
  const { metadata, spec } = map(value);
  const pod = map(spec);
  return {
    metadata: labelled(metadata),
    serviceAccountName: pod['serviceAccountName'],
    containers: list(pod['containers']).map(container),
  };
}

/** `created`: right after the first object was applied. Later, somebody may have scaled. */
export type Period = 'created' | 'changed';

function deployment(spec: Map_, metadata: unknown, period: Period): View {
  const annotations = map(map(metadata)['annotations']);
  const autoscaler = annotations['serving.kserve.io/autoscalerClass'];
  return {
    metadata: owned(metadata),
    // Under an autoscaler the number is the autoscaler's, and stays where it left it.
    ...(autoscaler === 'none' || (autoscaler === 'external' && period === 'created') ? { replicas: spec['replicas'] } : {}),
    selector: spec['selector'],
    strategy: spec['strategy'],
    template: podTemplate(spec['template']),
  };
}

function service(spec: Map_, metadata: unknown): View {
  const ports = list(spec['ports']).map(({ name, port, targetPort, protocol, appProtocol }) => ({
    name,
    port,
    targetPort,
    protocol,
    appProtocol,
  }));
  return { metadata: owned(metadata), selector: spec['selector'], ports };
}

function hpa({ scaleTargetRef, minReplicas, maxReplicas, metrics, behavior }: Map_, metadata: unknown): View {
  return { metadata: owned(metadata), scaleTargetRef, minReplicas, maxReplicas, metrics: list(metrics).map(metric), behavior };
}

function metric(value: Map_): View {
  const resource = map(value['resource']);
  const target = map(resource['target']);
  return {
    type: value['type'],
    resource: { name: resource['name'], target: { ...target, averageValue: milli(target['averageValue']) } },
  };
}

/** The InferenceService as admission left it. */
function inferenceService(spec: Map_, metadata: unknown): View {
  const components = ['predictor', 'transformer', 'explainer'].flatMap((role) => {
    const containers = list(map(spec[role])['containers']);
    const asAdmitted = containers.map(({ name, resources: written }) => ({ name, resources: resources(written) }));
    return spec[role] === undefined ? [] : [[role, asAdmitted] as const];
  });
  return { metadata: labelled(metadata), containers: Object.fromEntries(components) };
}

const VIEWS: Readonly<Partial<Record<string, (spec: Map_, metadata: unknown, period: Period) => View>>> = {
  Deployment: deployment,
  Service: service,
  HorizontalPodAutoscaler: hpa,
  InferenceService: inferenceService,
};

interface Viewed {
  readonly kind?: unknown;
  readonly metadata?: unknown;
  readonly spec?: unknown;
}

export function viewOf({ kind, metadata, spec }: Viewed, period: Period): View {
  const view = VIEWS[String(kind)];
  return view === undefined ? { metadata: owned(metadata), spec } : view(map(spec), metadata, period);
}
