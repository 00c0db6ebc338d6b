import type { KubernetesObject } from '../../../contract';
import { FIRST_KINDS, inStages, type Kinds, type Stages } from '../addons/stages';
import { imageOfPart, smallContainer, type Container, type PartImages, type Share } from '../addons/small-container';
import type { KservePart } from '../programs';

const STAGES = ['definitions', 'accounts', 'config', 'workloads', 'webhooks'] as const;
type Stage = (typeof STAGES)[number];

/** Where each kind of object goes. */
const KINDS: Kinds<Stage> = {
  ...FIRST_KINDS,
  // What asks cert-manager for a certificate. The stack reads it in its place.
  Certificate: 'accounts',
  Issuer: 'left out',
  ConfigMap: 'config',
  Deployment: 'workloads',
  Service: 'workloads',
  // They are asked about every InferenceService from then on, so their pod runs before.
  MutatingWebhookConfiguration: 'webhooks',
  ValidatingWebhookConfiguration: 'webhooks',
  // An empty one, which nothing reads.
  Secret: 'left out',
  // Its image downloads models; the lab's images hold theirs.
  ClusterStorageContainer: 'left out',
  // Only of parts that are left out.
  DaemonSet: 'left out',
};

/**
 * Parts of a release that the lab does not run, by what their names hold: models spread over nodes (`llmisvc`) with their
 * routing, caches of models on nodes, and the proxy before the controller's own metrics.
 */
const LEFT_OUT = /llm|localmodel|^inferencepools\.|^kserve-proxy-|^kserve-controller-manager-(metrics-)?service$/;

const NAMESPACE = 'kserve';
const CONTROLLER = 'kserve-controller-manager';
const CONFIG = 'inferenceservice-config';
/** The proxy before the controller's metrics. */
const METRICS_PROXY = 'kube-rbac-proxy';
const LEADER_ELECTION = '--leader-elect';
/** Released manifests request 100m and 200Mi. */
const REQUESTS: Share['requests'] = { cpu: '20m', memory: '100Mi' };
/** Released probes wait 30 s before they first look. */
const PROBE = { initialDelaySeconds: 1, periodSeconds: 2 } as const;

/** Values beyond KServe's own, by key of its ConfigMap; each key holds a JSON document. */
const SETTINGS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  deploy: { defaultDeploymentMode: 'Standard' },
  // Clients inside the cluster use the Services. In Knative mode the ingress is Knative's, and there is no Istio.
  ingress: { disableIngressCreation: true, disableIstioVirtualHost: true },
};

/**
 * KServe for a lab on one small node: the controller of InferenceServices with our image, one replica, small requests, and
 * Standard mode without Ingress objects.
 *
 * @param released objects as KServe's module holds them
 * @param images image of each part
 */
export function labManifests(released: readonly KubernetesObject[], images: PartImages<KservePart>): Stages<Stage> {
  const kept = released.filter(({ metadata: { name } }) => !LEFT_OUT.test(name));
  const missing = [`ConfigMap/${CONFIG}`, `Deployment/${CONTROLLER}`].find(
    (title) => !kept.some(({ kind, metadata: { name } }) => `${kind}/${name}` === title),
  );
  if (missing !== undefined) throw new Error(`this version of KServe has no ${missing}`);
  return inStages(STAGES, KINDS, [namespace(), ...kept.map((object) => adapted(object, images))]);
}

/** The release leaves it to its user. By that label the webhook leaves the controller's own pods alone. */
function namespace(): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels: { 'control-plane': CONTROLLER } } };
}

function adapted(object: KubernetesObject, images: PartImages<KservePart>): KubernetesObject {
  if (object.kind === 'Deployment') return deployment(object, images);
  return object.kind === 'ConfigMap' && object.metadata.name === CONFIG ? configMap(object) : object;
}

/** The ConfigMap without its commented example and with the lab's settings. */
function configMap(object: KubernetesObject): KubernetesObject {
  const released = object['data'] as Readonly<Record<string, string>>;
  const missing = Object.keys(SETTINGS).find((key) => released[key] === undefined);
  if (missing !== undefined) throw new Error(`ConfigMap ${CONFIG} of this version of KServe has no ${missing}`);
  const data = Object.entries(released)
    .filter(([key]) => key !== '_example')
    .map(([key, text]) => {
      const given = SETTINGS[key];
      return [key, given === undefined ? text : JSON.stringify({ ...(JSON.parse(text) as object), ...given })];
    });
  return { ...object, data: Object.fromEntries(data) as Record<string, string> };
}

interface ControllerContainer extends Container {
  readonly name: string;
  readonly args: readonly string[];
  readonly readinessProbe: object;
}

interface DeploymentSpec {
  readonly template: { readonly spec: { readonly containers: readonly ControllerContainer[] } };
}

function deployment(object: KubernetesObject, images: PartImages<KservePart>): KubernetesObject {
  const spec = object['spec'] as DeploymentSpec;
  const [container, ...others] = spec.template.spec.containers.filter(({ name }) => name !== METRICS_PROXY);
  if (object.metadata.name !== CONTROLLER || container === undefined || others.length > 0)
    throw new Error(`the lab does not know KServe's Deployment ${object.metadata.name}`);
  if (!container.args.includes(LEADER_ELECTION))
    throw new Error(`Deployment ${CONTROLLER} of this version of KServe has no ${LEADER_ELECTION}`);
  const controller = {
    ...smallContainer(container, { image: imageOfPart(images, 'manager'), requests: REQUESTS }),
    // The name in our image.
    ...(images === 'as released' ? {} : { command: ['kserve-manager'] }),
    // There is one replica, which would wait for its own lease after a restart.
    args: container.args.filter((argument) => argument !== LEADER_ELECTION),
    readinessProbe: { ...container.readinessProbe, ...PROBE },
  };
  return {
    ...object,
    spec: {
      ...spec,
      replicas: 1,
      template: { ...spec.template, spec: { ...spec.template.spec, containers: [controller] } },
    },
  };
}
