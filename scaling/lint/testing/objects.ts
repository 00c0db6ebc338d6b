import { readObjects } from '../../manifests';
import { lint } from '../lint';

/** Objects as an API would give them; unlike text they have no lines. */
type Body = { readonly apiVersion: string; readonly kind: string } & Readonly<Record<string, unknown>>;

export type Labels = Readonly<Record<string, string>>;

export interface WorkloadParts {
  readonly kind?: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly selector?: object;
  readonly replicas?: number;
  readonly container?: object;
  readonly containers?: readonly object[];
  /** Of the pod spec. */
  readonly pod?: object;
}

const RESOURCES = { requests: { cpu: '500m', memory: '256Mi' }, limits: { cpu: '1', memory: '512Mi' } };

/** A workload whose pods have requests, limits and a readiness probe, so that no rule has anything to say about it. */
export function workload(name: string, parts: WorkloadParts = {}): Body {
  const { kind = 'Deployment', namespace, labels = { app: name }, annotations, selector, replicas } = parts;
  const containers = parts.containers ?? [{ ...ownContainer(name), ...parts.container }];
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace },
    spec: {
      replicas,
      selector: selector ?? { matchLabels: labels },
      template: { metadata: { labels, annotations }, spec: { ...parts.pod, containers } },
    },
  };
}

export function ownContainer(name: string): object {
  return { name, image: `registry.example/${name}:1`, resources: RESOURCES, readinessProbe: { tcpSocket: { port: 8080 } } };
}

export function cronJob(name: string, labels: Labels, container: object = ownContainer(name)): Body {
  const template = { metadata: { labels }, spec: { restartPolicy: 'Never', containers: [container] } };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name },
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template } } },
  };
}

export interface HpaParts {
  readonly namespace?: string;
  readonly target?: object;
  readonly min?: number;
  readonly max?: number;
  readonly metrics?: readonly object[];
  readonly behavior?: object;
}

/** An HPA on the Deployment of the same name, at 60 % CPU from 2 to 10 pods. */
export function hpa(name: string, parts: HpaParts = {}): Body {
  const { namespace, target, min = 2, max = 10, metrics = [cpuPercent(60)], behavior } = parts;
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name, ...target };
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace },
    spec: { scaleTargetRef, minReplicas: min, maxReplicas: max, metrics, behavior },
  };
}

export function cpuPercent(averageUtilization: number): object {
  return resourcePercent('cpu', averageUtilization);
}

export function resourcePercent(name: string, averageUtilization: number): object {
  return { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } };
}

export function external(name: string, target: object): object {
  return { type: 'External', external: { metric: { name }, target } };
}

export function object(kind: string, name: string, rest: object, apiVersion = 'v1'): Body {
  const { metadata, ...spec } = { metadata: {}, ...rest };
  return { apiVersion, kind, metadata: { name, ...metadata }, ...spec };
}

/** What lint says about some objects: `rule: message`. */
export function messagesIn(...objects: readonly Body[]): string[] {
  return lint(readObjects(objects)).findings.map(({ rule, message }) => `${rule}: ${message}`);
}

/** The rules that have something to say, each once. */
export function rulesIn(...objects: readonly Body[]): string[] {
  return [...new Set(lint(readObjects(objects)).findings.map(({ rule }) => rule))].sort();
}
