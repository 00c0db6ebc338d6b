import { milliValue, type Quantity } from '../../contract/quantity';
import type { Fields } from './fields';
import { handlerProblems, readPreStop, type CompletedBy, type PreStop } from './lifecycle';
import { PLACED_ANYWHERE, readPlacement, type Placement, type Port } from './placement';

/** Amounts by resource name, in thousandths of the resource's unit (cores, bytes, devices). */
export type ResourcesMilli = Readonly<Partial<Record<string, number>>>;

type Quantities = Readonly<Partial<Record<string, Quantity>>>;

export interface Probe {
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly failureThreshold: number;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  /** Command and arguments. */
  readonly commandLine: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** As scheduled: a request that is not written is the limit's. */
  readonly requestsMilli: ResourcesMilli;
  readonly limitsMilli: ResourcesMilli;
  /** Requests and limits as the file has them; what is filled in is not here. */
  readonly written: { readonly requests: Quantities; readonly limits: Quantities };
  /** What the LimitRange of the namespace fills in: `requests.cpu`, `limits.memory`. */
  readonly fromLimitRange: readonly string[];
  /** Resources whose change in place restarts the container (`resizePolicy`). */
  readonly restartsOnResize: readonly string[];
  readonly startupProbe: Probe | undefined;
  readonly readinessProbe: Probe | undefined;
  readonly livenessProbe: Probe | undefined;
  readonly preStop: PreStop | undefined;
  readonly ports: readonly Port[];
}

export interface PodLevelResources {
  /** As the file has them. */
  readonly written: { readonly requests: Quantities; readonly limits: Quantities };
  /** With what the API server fills in; empty when the pod says nothing. */
  readonly requestsMilli: ResourcesMilli;
  readonly limitsMilli: ResourcesMilli;
}

export interface Pod {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** In order; they run as long as the pod. Sidecars (init containers that restart) come last. */
  readonly containers: readonly Container[];
  /** Run to their end before the others start. */
  readonly initContainers: readonly Container[];
  /** `spec.resources`: CPU, memory and huge pages of the pod as a whole, which win over those of its containers. Kubernetes 1.34 on. */
  readonly podLevel: PodLevelResources;
  readonly terminationGracePeriodSeconds: number;
  readonly placement: Placement;
  /** Path of the pod spec in its object. */
  readonly path: string;
}

/** Kubernetes v1.34, pkg/apis/core/v1/defaults.go, SetDefaults_PodSpec and SetDefaults_Probe. */
export const TERMINATION_GRACE_PERIOD_SECONDS = 30;
const PROBE_PERIOD_SECONDS = 10;
const PROBE_FAILURE_THRESHOLD = 3;

/** Reads a pod template: `metadata` and `spec` below the given part. */
export function readPodTemplate(template: Fields | undefined, completedBy: CompletedBy = 'nobody'): Pod {
  const metadata = template?.below('metadata');
  const [labels, annotations] = [metadata?.textMap('labels') ?? {}, metadata?.textMap('annotations') ?? {}];
  return readPodSpec(template?.below('spec'), labels, annotations, completedBy);
}

export function readPodSpec(
  spec: Fields | undefined,
  labels: Pod['labels'],
  annotations: Pod['annotations'],
  completedBy: CompletedBy = 'nobody',
): Pod {
  const inits = (spec?.list('initContainers') ?? []).map((fields) => ({
    isSidecar: fields.text('restartPolicy') === 'Always',
    container: readContainer(fields, completedBy),
  }));
  const containers = [
    ...(spec?.list('containers') ?? []).map((fields) => readContainer(fields, completedBy)),
    ...inits.filter(({ isSidecar }) => isSidecar).map(({ container }) => container),
  ];
  const initContainers = inits.filter(({ isSidecar }) => !isSidecar).map(({ container }) => container);
  return {
    labels,
    annotations,
    containers,
    initContainers,
    podLevel: readPodLevel(spec?.below('resources'), [...containers, ...initContainers]),
    terminationGracePeriodSeconds: spec?.integer('terminationGracePeriodSeconds') ?? TERMINATION_GRACE_PERIOD_SECONDS,
    placement:
      spec === undefined
        ? PLACED_ANYWHERE
        : readPlacement(
            spec,
            containers.flatMap(({ ports }) => ports),
          ),
    path: spec?.path ?? 'spec.template.spec',
  };
}

/** Resources that a pod may state as a whole. component-helpers v0.35, resource/helpers.go, IsSupportedPodLevelResource. */
const POD_LEVEL = /^(cpu|memory|hugepages-.+)$/;

/**
 * Pod-level limits bring pod-level requests: what the containers request, else the limit itself.
 * Follows Kubernetes v1.35, pkg/apis/core/v1/defaults.go, defaultPodRequests.
 */
function readPodLevel(resources: Fields | undefined, containers: readonly Container[]): PodLevelResources {
  const supported = (key: 'requests' | 'limits'): Record<string, Quantity> =>
    Object.fromEntries(Object.entries(resources?.amountMap(key) ?? {}).filter(([resource]) => POD_LEVEL.test(resource)));
  const written = { requests: supported('requests'), limits: supported('limits') };
  const [requestsMilli, limitsMilli] = [toMilli(written.requests), toMilli(written.limits)];
  const unrequested = Object.entries(limitsMilli).filter(
    ([resource]) => !containers.some((container) => container.requestsMilli[resource] !== undefined),
  );
  return { written, requestsMilli: { ...Object.fromEntries(unrequested), ...requestsMilli }, limitsMilli };
}

/** Istio's webhook fills in the image of such a container and whatever else it does not say: requests, probes, arguments. */
export const FILLED_IN_BY_ISTIO = 'auto';
/** Istio 1.27, manifests/charts/istio-control/istio-discovery/values.yaml, global.proxy.resources. */
export const ISTIO_PROXY_REQUESTS = { cpu: '100m', memory: '128Mi' };

export function readContainer(fields: Fields, completedBy: CompletedBy = 'nobody'): Container {
  const resources = fields.below('resources');
  const written = { requests: resources?.amountMap('requests') ?? {}, limits: resources?.amountMap('limits') ?? {} };
  const limitsMilli = toMilli(written.limits);
  const env = (fields.list('env') ?? []).flatMap((entry) => {
    const name = entry.text('name');
    return name === undefined ? [] : [[name, entry.text('value') ?? ''] as const];
  });
  const image = fields.text('image') ?? '';
  // A container without an image is a part of one, such as a patch.
  if (image !== '') fields.noteAll(handlerProblems(fields, completedBy));
  return {
    name: fields.text('name') ?? '',
    image,
    commandLine: [...(fields.texts('command') ?? []), ...(fields.texts('args') ?? [])],
    env: Object.fromEntries(env),
    requestsMilli: {
      ...(image === FILLED_IN_BY_ISTIO && toMilli(ISTIO_PROXY_REQUESTS)),
      ...limitsMilli,
      ...toMilli(written.requests),
    },
    limitsMilli,
    written,
    fromLimitRange: [],
    restartsOnResize: (fields.list('resizePolicy') ?? []).flatMap((policy) =>
      policy.text('restartPolicy') === 'RestartContainer' ? (policy.text('resourceName') ?? []) : [],
    ),
    startupProbe: readProbe(fields.below('startupProbe')),
    readinessProbe: readProbe(fields.below('readinessProbe')),
    livenessProbe: readProbe(fields.below('livenessProbe')),
    preStop: readPreStop(fields),
    ports: readPorts(fields),
  };
}

function readPorts(fields: Fields): Port[] {
  return (fields.list('ports') ?? []).map((port) => {
    // Whoever replays the object needs to know that the others are right, too.
    for (const key of ['protocol', 'hostIP']) port.text(key);
    return { name: port.text('name') ?? '', port: port.integer('containerPort') ?? 0, hostPort: port.integer('hostPort') };
  });
}

function toMilli(quantities: Readonly<Record<string, Quantity>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(quantities).flatMap(([name, quantity]) => {
      const milli = milliValue(quantity);
      return milli === undefined ? [] : [[name, milli] as const];
    }),
  );
}

function readProbe(fields: Fields | undefined): Probe | undefined {
  if (fields === undefined) return undefined;
  return {
    initialDelaySeconds: fields.integer('initialDelaySeconds') ?? 0,
    periodSeconds: fields.integer('periodSeconds') ?? PROBE_PERIOD_SECONDS,
    failureThreshold: fields.integer('failureThreshold') ?? PROBE_FAILURE_THRESHOLD,
  };
}

/**
 * What the scheduler reserves for a pod: what the pod states as a whole, else the containers that run together, or the largest init
 * container where that is more. Follows component-helpers v0.35, resource/helpers.go, PodRequests and PodLimits, without overhead.
 */
export function podRequestMilli(pod: Pod, resource: string, kind: 'requestsMilli' | 'limitsMilli' = 'requestsMilli'): number {
  const together = pod.containers.reduce((sum, container) => sum + (container[kind][resource] ?? 0), 0);
  return (
    pod.podLevel[kind][resource] ?? Math.max(together, ...pod.initContainers.map((container) => container[kind][resource] ?? 0))
  );
}

/**
 * What a Utilization target is a share of; undefined where the HPA cannot say.
 * Follows Kubernetes v1.35, pkg/controller/podautoscaler/replica_calculator.go, calculateRequests.
 */
export function utilizationBaseMilli(pod: Pod, resource: string): number | undefined {
  const states = (container: Container): boolean => container.requestsMilli[resource] !== undefined;
  if (pod.podLevel.requestsMilli[resource] !== undefined) return podRequestMilli(pod, resource);
  if (hasPodLevelRequests(pod))
    return [...pod.containers, ...pod.initContainers].some(states) ? podRequestMilli(pod, resource) : undefined;
  if (pod.containers.length === 0 || !pod.containers.every(states)) return undefined;
  return pod.containers.reduce((sum, { requestsMilli }) => sum + (requestsMilli[resource] ?? 0), 0);
}

/** Pod-level limits alone count too: they bring the requests of the containers with them. */
function hasPodLevelRequests({ podLevel }: Pod): boolean {
  return Object.keys(podLevel.requestsMilli).length > 0 || Object.keys(podLevel.limitsMilli).length > 0;
}

/** Names of the containers that state no request for a resource, where the pod as a whole does not state it either. */
export function withoutRequest(pod: Pod, resource: string): string[] {
  if (pod.podLevel.requestsMilli[resource] !== undefined) return [];
  return pod.containers.filter(({ requestsMilli }) => requestsMilli[resource] === undefined).map(({ name }) => name);
}

const GPU =
  /^(nvidia\.com\/(gpu|mig-.+)|amd\.com\/gpu|gpu\.intel\.com\/.+|habana\.ai\/gaudi|aws\.amazon\.com\/neuron.*|google\.com\/tpu)$/;

/** Accelerators that one pod takes. */
export function podGpus(pod: Pod): number {
  const names = new Set(
    pod.containers.flatMap(({ requestsMilli }) => Object.keys(requestsMilli).filter((name) => GPU.test(name))),
  );
  return [...names].reduce((sum, name) => sum + podRequestMilli(pod, name) / 1000, 0);
}

/** How long a pod may take to start before its own probes give up on it; undefined when no startup probe says so. */
export function startupAllowanceSeconds(pod: Pod): number | undefined {
  const allowances = pod.containers.flatMap(({ startupProbe: probe }) =>
    probe === undefined ? [] : [probe.initialDelaySeconds + probe.periodSeconds * probe.failureThreshold],
  );
  return allowances.length === 0 ? undefined : Math.max(...allowances);
}
