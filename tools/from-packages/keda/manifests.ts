import type { KubernetesObject } from '../../../contract';
import { FIRST_KINDS, inStages, type Kinds, type Stages } from '../addons/stages';
import { imageOfPart, smallContainer, type Container, type PartImages, type Share } from '../addons/small-container';
import type { KedaPart } from '../programs';

const STAGES = ['definitions', 'accounts', 'workloads'] as const;
type Stage = (typeof STAGES)[number];

/** Where each kind of object goes. */
const KINDS: Kinds<Stage> = {
  ...FIRST_KINDS,
  // All at once: the operator puts its certificate into the APIService and a Secret, for which the adapter waits.
  Deployment: 'workloads',
  Service: 'workloads',
  APIService: 'workloads',
};

interface Workload {
  readonly part: KedaPart;
  /** CPU and memory requests that let KEDA, a lab and Kubernetes share two cores. Released manifests request 100m for each. */
  readonly requests: Share['requests'];
  /** Arguments added to the released ones. */
  readonly added: readonly string[];
  /** Released arguments that are left out. */
  readonly dropped: readonly string[];
}

const WORKLOADS: Readonly<Record<string, Workload>> = {
  'keda-operator': {
    part: 'operator',
    requests: { cpu: '20m', memory: '64Mi' },
    // There is no webhook that needs a certificate.
    added: ['--enable-webhook-patching=false'],
    // There is one replica. It ends itself once, when its certificate is new, and would wait for its own lease.
    dropped: ['--leader-elect'],
  },
  'keda-metrics-apiserver': { part: 'adapter', requests: { cpu: '10m', memory: '48Mi' }, added: [], dropped: [] },
};

/** What a whole release holds for the webhook that checks ScaledObjects. */
const WEBHOOK = /admission/;
/** Released probes wait 20 s before they first look. */
const PROBE = { initialDelaySeconds: 1, periodSeconds: 2 } as const;

/**
 * KEDA for a lab on one small node: released manifests with our images, one replica of each, small requests, and no webhook.
 *
 * @param released objects as KEDA's module holds them
 * @param images image of each part
 */
export function labManifests(released: readonly KubernetesObject[], images: PartImages<KedaPart>): Stages<Stage> {
  const adapted = released
    .filter(({ metadata: { name } }) => !WEBHOOK.test(name))
    .map((object) => (object.kind === 'Deployment' ? deployment(object, images) : object));
  return inStages(STAGES, KINDS, adapted);
}

interface KedaContainer extends Container {
  readonly args: readonly string[];
  readonly readinessProbe: object;
}

interface DeploymentSpec {
  readonly template: { readonly spec: { readonly containers: readonly KedaContainer[] } };
}

function deployment(object: KubernetesObject, images: PartImages<KedaPart>): KubernetesObject {
  const { name } = object.metadata;
  const workload = WORKLOADS[name];
  const spec = object['spec'] as DeploymentSpec;
  const [container, ...others] = spec.template.spec.containers;
  if (workload === undefined || container === undefined || others.length > 0)
    throw new Error(`the lab does not know KEDA's Deployment ${name}`);
  const { part, requests, added, dropped } = workload;
  const missing = dropped.find((argument) => !container.args.includes(argument));
  if (missing !== undefined) throw new Error(`Deployment ${name} of this version of KEDA has no ${missing}`);
  const adapted = {
    ...smallContainer(container, { image: imageOfPart(images, part), requests }),
    // The name in our image.
    ...(images === 'as released' ? {} : { command: [`keda-${part}`] }),
    args: [...container.args.filter((argument) => !dropped.includes(argument)), ...added],
    readinessProbe: { ...container.readinessProbe, ...PROBE },
  };
  return {
    ...object,
    spec: {
      ...spec,
      replicas: 1,
      // Never two operators at once.
      strategy: { type: 'Recreate' },
      template: { ...spec.template, spec: { ...spec.template.spec, containers: [adapted] } },
    },
  };
}
