import type { KubernetesObject } from '../../../contract';
import { FIRST_KINDS, inStages, type Kinds, type Stages } from '../addons/stages';
import { imageOfPart, smallContainer, type Container, type PartImages, type Share } from '../addons/small-container';
import type { KnativePart } from '../programs';

const STAGES = ['definitions', 'accounts', 'config', 'workloads'] as const;
type Stage = (typeof STAGES)[number];

/** KIngress objects of this class are served by the lab's own ingress. */
export const INGRESS_CLASS = 'lab.ingress.networking.knative.dev';

/** Addresses under `localhost` are this machine's, so a forwarded port answers to the names of Services that are not cluster-local. */
const DOMAIN = 'knative.localhost';

/** CPU and memory requests that let Knative, a lab and Kubernetes share two cores. Released manifests request 600m in all. */
const REQUESTS: Readonly<Record<Exclude<KnativePart, 'queue'>, Share['requests']>> = {
  controller: { cpu: '20m', memory: '48Mi' },
  autoscaler: { cpu: '10m', memory: '40Mi' },
  activator: { cpu: '20m', memory: '32Mi' },
  webhook: { cpu: '10m', memory: '40Mi' },
};
/** The sidecars finish requests in flight; the activator's own 600 s would hold up every removal. */
const GRACE_SECONDS = 10;

/** Settings beyond Knative's defaults, by ConfigMap. */
function settings(images: PartImages<KnativePart>): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const sidecar = imageOfPart(images, 'queue');
  return {
    'config-deployment': {
      ...(sidecar === undefined ? {} : { 'queue-sidecar-image': sidecar }),
      // Images are on the node and in no registry. Compared by registry host; a name without one means index.docker.io.
      'registries-skipping-tag-resolving': 'kind.local,ko.local,dev.local,index.docker.io',
      'queue-sidecar-cpu-request': '5m',
      'queue-sidecar-memory-request': '16Mi',
    },
    // A Service begins with no pod, so that the first request of its benchmark is answered from zero.
    'config-autoscaler': { 'allow-zero-initial-scale': 'true', 'initial-scale': '0' },
    'config-network': { 'ingress-class': INGRESS_CLASS },
    // Without a domain every Route would be cluster-local.
    'config-domain': { [DOMAIN]: '' },
    // Without a protocol Knative's processes serve no metrics.
    'config-observability': { 'metrics-protocol': 'prometheus' },
  };
}

/** Where each kind of object goes. */
const KINDS: Kinds<Stage> = {
  ...FIRST_KINDS,
  // The webhook keeps its certificate in it, and is not ready without one.
  Secret: 'accounts',
  ConfigMap: 'config',
  Deployment: 'workloads',
  Service: 'workloads',
  MutatingWebhookConfiguration: 'workloads',
  ValidatingWebhookConfiguration: 'workloads',
  // There is one replica of everything.
  HorizontalPodAutoscaler: 'left out',
  PodDisruptionBudget: 'left out',
  // It lets nodes pull the sidecar early, where somebody serves it.
  Image: 'left out',
};

/**
 * Knative Serving for a lab on one small node: released manifests with our images, one replica of each, small requests, no tag
 * resolution, and our ingress.
 *
 * @param released objects as the modules of Knative hold them
 * @param images of each part
 */
export function labManifests(released: readonly KubernetesObject[], images: PartImages<KnativePart>): Stages<Stage> {
  const config = settings(images);
  const names = released.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  const missing = Object.keys(config).filter((name) => !names.includes(`ConfigMap/${name}`));
  if (missing.length > 0) throw new Error(`this version of Knative Serving has no ${missing.join(', ')}`);
  const adapted = released.map((object) => {
    if (object.kind === 'ConfigMap') return configMap(object, config[object.metadata.name] ?? {});
    return object.kind === 'Deployment' ? deployment(object, images) : object;
  });
  return inStages(STAGES, KINDS, adapted);
}

/** A ConfigMap without its commented example, whose checksum Knative's webhook would ask for. */
function configMap(object: KubernetesObject, given: Readonly<Record<string, string>>): KubernetesObject {
  const { annotations = {}, ...metadata } = object.metadata;
  const kept = without(annotations, 'knative.dev/example-checksum');
  return {
    ...object,
    metadata: { ...metadata, ...(Object.keys(kept).length === 0 ? {} : { annotations: kept }) },
    data: { ...without((object['data'] ?? {}) as Readonly<Record<string, string>>, '_example'), ...given },
  };
}

function without<Value>(record: Readonly<Record<string, Value>>, key: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([other]) => other !== key));
}

interface DeploymentSpec {
  readonly template: { readonly spec: Readonly<Record<string, unknown>> & { readonly containers: readonly Container[] } };
}

function deployment(object: KubernetesObject, images: PartImages<KnativePart>): KubernetesObject {
  const part = Object.keys(REQUESTS).find((name): name is keyof typeof REQUESTS => name === object.metadata.name);
  const spec = object['spec'] as DeploymentSpec;
  const [container, ...others] = spec.template.spec.containers;
  const pod = without(spec.template.spec, 'affinity');
  if (part === undefined || container === undefined || others.length > 0)
    throw new Error(`the lab does not know Knative Serving's Deployment ${object.metadata.name}`);
  const adapted = smallContainer(container, { image: imageOfPart(images, part), requests: REQUESTS[part] });
  return {
    ...object,
    spec: {
      ...spec,
      replicas: 1,
      template: { ...spec.template, spec: { ...pod, terminationGracePeriodSeconds: GRACE_SECONDS, containers: [adapted] } },
    },
  };
}
