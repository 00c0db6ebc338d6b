import { milliValue } from '../../contract/quantity';
import type { RawObject } from './documents';
import type { Fields } from './fields';
import { readTarget } from './hpa';
import { readManifest, type Manifest } from './manifest';
import type { Container, Pod, ResourcesMilli } from './pod';

/** A VerticalPodAutoscaler: it sets the requests of pods, whatever their manifest says. */
export interface VerticalAutoscaler extends Manifest {
  readonly targetKind: string;
  readonly targetName: string;
  /** As it works: `Auto` is `Recreate`, which is also the default. */
  readonly updateMode: string;
  readonly writtenMode: string | undefined;
  /** Fewest pods that it takes one away from; undefined where the updater's own flag decides. */
  readonly minReplicas: number | undefined;
  readonly policies: readonly ContainerPolicy[];
}

export interface ContainerPolicy {
  /** `*` for every container without a policy of its own. */
  readonly containerName: string;
  readonly isOff: boolean;
  readonly controlledResources: readonly string[];
  readonly controlledValues: string;
  readonly minAllowedMilli: ResourcesMilli;
  readonly maxAllowedMilli: ResourcesMilli;
}

/** VPA 1.7.1, vertical-pod-autoscaler/pkg/apis/autoscaling.k8s.io/v1/types.go. */
const DEFAULT_MODE = 'Recreate';
const DEFAULT_RESOURCES: readonly string[] = ['cpu', 'memory'];
const DEFAULT_VALUES = 'RequestsAndLimits';
const EVERY_CONTAINER = '*';

export function readVerticalAutoscaler(raw: RawObject): VerticalAutoscaler {
  return readManifest(raw, (fields) => {
    const spec = fields.below('spec');
    const target = readTarget(spec?.below('targetRef'));
    const update = spec?.below('updatePolicy');
    const writtenMode = update?.text('updateMode');
    return {
      targetKind: target?.kind ?? '',
      targetName: target?.name ?? '',
      updateMode: writtenMode === undefined || writtenMode === 'Auto' ? DEFAULT_MODE : writtenMode,
      writtenMode,
      minReplicas: update?.integer('minReplicas'),
      policies: (spec?.below('resourcePolicy')?.list('containerPolicies') ?? []).map(readPolicy),
    };
  });
}

function readPolicy(fields: Fields): ContainerPolicy {
  const amounts = (key: string): ResourcesMilli =>
    Object.fromEntries(Object.entries(fields.amountMap(key)).map(([resource, amount]) => [resource, milliValue(amount)]));
  return {
    containerName: fields.text('containerName') ?? '',
    isOff: fields.text('mode') === 'Off',
    controlledResources: fields.texts('controlledResources') ?? DEFAULT_RESOURCES,
    controlledValues: fields.text('controlledValues') ?? DEFAULT_VALUES,
    minAllowedMilli: amounts('minAllowed'),
    maxAllowedMilli: amounts('maxAllowed'),
  };
}

/** Whether it only recommends. */
export function onlyRecommends({ updateMode }: VerticalAutoscaler): boolean {
  return updateMode === 'Off';
}

/** The policy for a container; undefined where none says anything, which is that its CPU and memory are set. */
export function policyFor({ policies }: VerticalAutoscaler, container: string): ContainerPolicy | undefined {
  return (
    policies.find(({ containerName }) => containerName === container) ??
    policies.find(({ containerName }) => containerName === EVERY_CONTAINER)
  );
}

/** Whether it sets the request for a resource of a container. */
export function setsRequest(vpa: VerticalAutoscaler, container: string, resource: string): boolean {
  if (onlyRecommends(vpa)) return false;
  const policy = policyFor(vpa, container);
  return policy === undefined
    ? DEFAULT_RESOURCES.includes(resource)
    : !policy.isOff && policy.controlledResources.includes(resource);
}

const SIZED = ['cpu', 'memory'] as const;

/**
 * A pod with the most that it may be told to request; undefined where nothing bounds what the VerticalPodAutoscaler sets. With
 * `RequestsAndLimits` the limits follow in proportion; nothing here is counted by them.
 */
export function largestPod(pod: Pod, vpa: VerticalAutoscaler): Pod | undefined {
  const containers: Container[] = [];
  for (const container of pod.containers) {
    const set = SIZED.filter((resource) => setsRequest(vpa, container.name, resource));
    const allowed = policyFor(vpa, container.name)?.maxAllowedMilli ?? {};
    if (set.some((resource) => allowed[resource] === undefined)) return undefined;
    const most = Object.fromEntries(set.map((resource) => [resource, allowed[resource]]));
    containers.push({ ...container, requestsMilli: { ...container.requestsMilli, ...most } });
  }
  return { ...pod, containers };
}

/** Whether it sets what any container of a pod requests. */
export function setsAnyRequest(vpa: VerticalAutoscaler, pod: Pod): boolean {
  return pod.containers.some(({ name }) => SIZED.some((resource) => setsRequest(vpa, name, resource)));
}

/** All that it decides by, to see whether two are the same. */
export function decisionsOf({ updateMode, minReplicas, policies }: VerticalAutoscaler): string {
  return JSON.stringify([updateMode, minReplicas, policies]);
}
