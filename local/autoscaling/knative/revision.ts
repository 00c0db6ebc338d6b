import { UserError, type KubernetesObject } from '../../../contract';
import {
  ANNOTATION,
  autoscalerClass,
  DEFAULT_PROGRESS_DEADLINE_MS,
  initialScale,
  KPA_CLASS,
  lookUp,
  validateRevision,
  validateServiceAnnotations,
  type AutoscalerConfig,
  type PodAutoscaler,
} from '../../../scaling/kpa';
import type { KnativeServiceManifest } from '../../kubernetes/autoscalers';
import { namespaceOf, type Workload } from '../../kubernetes/objects';
import type { Deployment } from '../../kubernetes/workloads';
import { templateHash } from '../../workloads/names';
import type { WorkloadReference } from '../../workloads/running';

/** Upstream: pkg/networking/constants.go and pkg/apis/serving/v1/revision_defaults.go, Knative Serving 98e5ef9. */
export const SERVICE_PORT = 80;
const DEFAULT_CONTAINER_PORT = 8080;

/** A pod that leaves still reads what was sent to it before it left the path. Upstream's queue-proxy waits far longer. */
const DRAIN_SECONDS = 1;

/** A Knative Service and the one revision that it has here. */
export interface Revision {
  readonly namespace: string;
  readonly service: string;
  readonly name: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly progressDeadlineMs: number;
  readonly podAutoscaler: PodAutoscaler;
  readonly target: WorkloadReference;
}

function servingContainer(service: KnativeServiceManifest): { readonly index: number; readonly port: number } {
  const { containers } = service.spec.template.spec;
  const withPorts = containers.findIndex(({ ports }) => ports !== undefined && ports.length > 0);
  const index = Math.max(0, withPorts);
  return { index, port: containers[index]?.ports?.[0]?.containerPort ?? DEFAULT_CONTAINER_PORT };
}

export function revisionOf(service: KnativeServiceManifest): Revision {
  const { metadata, spec } = service.spec.template;
  const namespace = namespaceOf(service);
  const name = metadata.name ?? `${service.metadata.name}-00001`;
  return {
    namespace,
    service: service.metadata.name,
    name,
    port: servingContainer(service).port,
    timeoutMs: spec.timeoutSeconds * 1000,
    progressDeadlineMs: DEFAULT_PROGRESS_DEADLINE_MS,
    podAutoscaler: {
      annotations: metadata.annotations,
      containerConcurrency: spec.containerConcurrency,
      reachability: 'Reachable',
    },
    target: { kind: 'Deployment', namespace, name: `${name}-deployment` },
  };
}

interface Finding {
  readonly path: string;
  readonly message: string;
  readonly effect: 'rejected' | 'ignored';
}

/** What Knative, or this engine, would refuse. */
export function revisionProblems(service: KnativeServiceManifest, config: AutoscalerConfig): Finding[] {
  const { podAutoscaler } = revisionOf(service);
  const problems: Finding[] = [
    ...validateServiceAnnotations(service.metadata.annotations),
    ...validateRevision(podAutoscaler, config),
  ];
  const scaler = lookUp(podAutoscaler.annotations, ANNOTATION.class)?.key ?? 'pod-autoscaler-class of config-autoscaler';
  const chosen = podAutoscaler.annotations[scaler] ?? config.podAutoscalerClass;
  if (chosen !== KPA_CLASS && [KPA_CLASS, 'hpa.autoscaling.knative.dev'].includes(autoscalerClass(podAutoscaler)))
    problems.push({
      path: scaler,
      message: `the local engine runs revisions under ${KPA_CLASS} only, not ${chosen}: use a HorizontalPodAutoscaler of a Deployment`,
      effect: 'rejected',
    });
  return problems;
}

type Loose = Readonly<Record<string, unknown>>;

/** A probe without a port uses the port of the container. */
function withPort(probe: Loose | undefined, port: number): Loose | undefined {
  if (probe === undefined) return undefined;
  const filled = ['httpGet', 'tcpSocket']
    .filter((kind) => probe[kind] !== undefined)
    .map((kind) => [kind, { port, ...(probe[kind] as Loose) }]);
  return { ...probe, ...(Object.fromEntries(filled) as Loose) };
}

/** Fields of a revision that a pod does not have. */
const REVISION_FIELDS = ['containerConcurrency', 'timeoutSeconds', 'responseStartTimeoutSeconds', 'idleTimeoutSeconds'];

/**
 * The Deployment of a Service's revision.
 * Follows Knative Serving 98e5ef9, pkg/reconciler/revision/resources/deploy.go, without the queue-proxy container: its
 * work is done in front of the pods.
 */
export function deploymentOf(service: KnativeServiceManifest, config: AutoscalerConfig): KubernetesObject {
  const revision = revisionOf(service);
  const { template } = service.spec;
  const { index, port } = servingContainer(service);
  const identity = {
    'serving.knative.dev/service': revision.service,
    'serving.knative.dev/configuration': revision.service,
    'serving.knative.dev/revision': revision.name,
  };
  const labels = { ...template.metadata.labels, ...identity, app: revision.name };
  const podSpec = Object.fromEntries(Object.entries(template.spec).filter(([field]) => !REVISION_FIELDS.includes(field)));
  const containers = template.spec.containers.map((container, at): Loose => {
    const all = container as Loose;
    const env = [
      ...((all['env'] as readonly Loose[] | undefined) ?? []),
      ...(at === index ? [{ name: 'PORT', value: String(port) }] : []),
      { name: 'K_REVISION', value: revision.name },
      { name: 'K_CONFIGURATION', value: revision.service },
      { name: 'K_SERVICE', value: revision.service },
    ];
    if (at !== index) return { ...all, env };
    const readinessProbe = withPort(all['readinessProbe'] as Loose | undefined, port) ?? {
      tcpSocket: { port },
      periodSeconds: 1,
    };
    const livenessProbe = withPort(all['livenessProbe'] as Loose | undefined, port);
    const startupProbe = withPort(all['startupProbe'] as Loose | undefined, port);
    return {
      lifecycle: { preStop: { sleep: { seconds: DRAIN_SECONDS } } },
      ...all,
      name: all['name'] ?? 'user-container',
      ports: all['ports'] ?? [{ name: 'user-port', containerPort: port }],
      env,
      readinessProbe,
      ...(livenessProbe === undefined ? {} : { livenessProbe }),
      ...(startupProbe === undefined ? {} : { startupProbe }),
    };
  });
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: revision.target.name, namespace: revision.namespace, labels, annotations: template.metadata.annotations },
    spec: {
      replicas: initialScale(revision.podAutoscaler, config),
      selector: { matchLabels: { 'serving.knative.dev/revision': revision.name } },
      template: {
        metadata: { labels, annotations: template.metadata.annotations },
        spec: { terminationGracePeriodSeconds: template.spec.timeoutSeconds, ...podSpec, containers },
      },
    },
  };
}

/** Whether a Deployment is that of a revision. */
export function isRevision({ metadata }: Workload): boolean {
  return metadata.labels['serving.knative.dev/revision'] !== undefined;
}

/** Throws a UserError when a Knative Service that runs would get a second revision. */
export function requireSameRevision(deployment: Deployment, known: Workload | undefined): void {
  if (known === undefined || !isRevision(deployment)) return;
  if (templateHash(known.spec.template) === templateHash(deployment.spec.template)) return;
  throw new UserError({
    where: `Service.serving.knative.dev/${deployment.metadata.labels['serving.knative.dev/service'] ?? ''}`,
    problem: 'runs already, with another pod template; a Knative Service has one revision on the local engine.',
    fix: 'Stop the lab and start it again: ./lab down, then ./lab up.',
    code: 'restart-needed',
  });
}
