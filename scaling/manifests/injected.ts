import { milliValue } from '../../contract/quantity';
import type { NamespaceManifest } from './neighbours';
import { ISTIO_PROXY_REQUESTS, type Pod, type ResourcesMilli } from './pod';

/** A container that a webhook adds to a pod: nobody writes it, and it counts in every sum over the pod. */
export interface InjectedContainer {
  /** Its name, e.g. `istio-proxy`. */
  readonly name: string;
  /** Who injects it, e.g. `Istio`. */
  readonly injector: string;
  /** What asks for it: `annotation dapr.io/enabled`. */
  readonly askedBy: string;
  /** Undefined where the injector sets none; 'elsewhere' where another object, or the installation, decides. */
  readonly requestsMilli: ResourcesMilli | 'elsewhere';
  /** Annotation of the pod that sets a request, by resource; '' where there is none. */
  readonly requestAnnotation: Readonly<Record<'cpu' | 'memory', string>>;
}

type Resource = 'cpu' | 'memory';
type Keys = Readonly<Record<Resource, { readonly request: string; readonly limit: string }>>;

interface Injector {
  readonly injector: string;
  readonly container: string;
  /** Key of a label or annotation, on the pod or on its namespace; the pod's own word counts more. */
  readonly pod: string;
  readonly namespace?: string;
  /** Values by which they ask. */
  readonly on: RegExp;
  /** What the injector sets where no annotation does. */
  readonly defaults: Readonly<Partial<Record<Resource, string>>> | 'elsewhere';
  readonly keys?: Keys;
  /**
   * `replace`: one annotation about resources takes all of the defaults away, as Istio's template does.
   * @default 'each' replaces the default of its own resource
   */
  readonly annotations?: 'replace' | 'each';
  /** An annotation that leaves the container out again, e.g. for init containers only. */
  readonly unless?: string;
}

const TRUE = /^"?(true|yes|on|1|y|t)"?$/i;
const ENABLED = /^(enabled|true|ingress)$/i;

function keysOf(request: (resource: string) => string, limit: (resource: string) => string, memory = 'memory'): Keys {
  return {
    cpu: { request: request('cpu'), limit: limit('cpu') },
    memory: { request: request(memory), limit: limit(memory) },
  };
}

/**
 * Injectors and what they set by default.
 * Follows Istio 1.27 (files/injection-template.yaml), Linkerd edge-26 (charts/linkerd-control-plane/values.yaml), Dapr 1.16
 * (pkg/injector), Vault k8s 1.7 (agent-inject/agent), App Mesh controller 1.13 (pkg/inject), Consul k8s 1.9 (values.yaml), Kuma 2.11
 * (kuma-cp.defaults.yaml), Open Service Mesh 1.2, OpenTelemetry operator 0.130, Jaeger operator 1.65, GKE Cloud Storage FUSE CSI driver.
 */
const INJECTORS: readonly Injector[] = [
  {
    injector: 'Istio',
    container: 'istio-proxy',
    pod: 'sidecar.istio.io/inject',
    namespace: 'istio-injection',
    on: ENABLED,
    defaults: ISTIO_PROXY_REQUESTS,
    annotations: 'replace',
    keys: {
      cpu: { request: 'sidecar.istio.io/proxyCPU', limit: 'sidecar.istio.io/proxyCPULimit' },
      memory: { request: 'sidecar.istio.io/proxyMemory', limit: 'sidecar.istio.io/proxyMemoryLimit' },
    },
  },
  {
    injector: 'Linkerd',
    container: 'linkerd-proxy',
    pod: 'linkerd.io/inject',
    namespace: 'linkerd.io/inject',
    on: ENABLED,
    defaults: {},
    keys: keysOf(
      (resource) => `config.linkerd.io/proxy-${resource}-request`,
      (resource) => `config.linkerd.io/proxy-${resource}-limit`,
    ),
  },
  {
    injector: 'Dapr',
    container: 'daprd',
    pod: 'dapr.io/enabled',
    on: TRUE,
    defaults: {},
    keys: keysOf(
      (resource) => `dapr.io/sidecar-${resource}-request`,
      (resource) => `dapr.io/sidecar-${resource}-limit`,
    ),
  },
  {
    injector: 'Vault Agent',
    container: 'vault-agent',
    pod: 'vault.hashicorp.com/agent-inject',
    on: TRUE,
    defaults: { cpu: '250m', memory: '64Mi' },
    unless: 'vault.hashicorp.com/agent-pre-populate-only',
    keys: keysOf(
      (resource) => `vault.hashicorp.com/agent-requests-${resource}`,
      (resource) => `vault.hashicorp.com/agent-limits-${resource}`,
      'mem',
    ),
  },
  {
    injector: 'Consul',
    container: 'consul-dataplane',
    pod: 'consul.hashicorp.com/connect-inject',
    on: TRUE,
    defaults: {},
    keys: keysOf(
      (resource) => `consul.hashicorp.com/sidecar-proxy-${resource}-request`,
      (resource) => `consul.hashicorp.com/sidecar-proxy-${resource}-limit`,
    ),
  },
  {
    injector: 'AWS App Mesh',
    container: 'envoy',
    pod: 'appmesh.k8s.aws/sidecarInjectorWebhook',
    namespace: 'appmesh.k8s.aws/sidecarInjectorWebhook',
    on: ENABLED,
    defaults: { cpu: '10m', memory: '32Mi' },
    keys: keysOf(
      (resource) => `appmesh.k8s.aws/${resource}Request`,
      (resource) => `appmesh.k8s.aws/${resource}Limit`,
    ),
  },
  {
    injector: 'Kuma',
    container: 'kuma-sidecar',
    pod: 'kuma.io/sidecar-injection',
    namespace: 'kuma.io/sidecar-injection',
    on: ENABLED,
    defaults: { cpu: '50m', memory: '64Mi' },
  },
  {
    injector: 'Open Service Mesh',
    container: 'envoy',
    pod: 'openservicemesh.io/sidecar-injection',
    namespace: 'openservicemesh.io/sidecar-injection',
    on: /^(enabled|yes|true)$/i,
    defaults: {},
  },
  {
    injector: 'OpenTelemetry operator',
    container: 'otc-container',
    pod: 'sidecar.opentelemetry.io/inject',
    namespace: 'sidecar.opentelemetry.io/inject',
    // Any name of a collector asks for it.
    on: /^(?!false$).+/i,
    defaults: 'elsewhere',
  },
  {
    injector: 'Jaeger operator',
    container: 'jaeger-agent',
    pod: 'sidecar.jaegertracing.io/inject',
    namespace: 'sidecar.jaegertracing.io/inject',
    on: /^(?!false$).+/i,
    defaults: 'elsewhere',
  },
  {
    injector: 'Cloud Storage FUSE CSI driver',
    container: 'gke-gcsfuse-sidecar',
    pod: 'gke-gcsfuse/volumes',
    on: TRUE,
    defaults: { cpu: '250m', memory: '256Mi' },
    keys: keysOf(
      (resource) => `gke-gcsfuse/${resource}-request`,
      (resource) => `gke-gcsfuse/${resource}-limit`,
    ),
  },
];

/** A mark that looks like one of an injector that is not known here: `example.com/inject: "true"`. */
const LOOKS_LIKE_INJECTION = /(^|[/.-])(inject|injection|sidecar-inject(ion|or)?|inject-sidecar|agent-inject)$/i;
const INIT_ONLY = /^instrumentation\.opentelemetry\.io\//;

/** Containers that injectors add to a pod, going by its labels and annotations and those of its namespace. */
export function injectedContainers(pod: Pod, namespace: NamespaceManifest | undefined): InjectedContainer[] {
  const known = INJECTORS.flatMap((injector) => injectedBy(injector, pod, namespace));
  return [...known, ...unknownInjectors(pod)].filter(({ name }) => !pod.containers.some((container) => container.name === name));
}

type Marks = Readonly<Record<string, string>>;

function marksOf({ labels, annotations }: Pick<Pod, 'labels' | 'annotations'>): Marks {
  return { ...annotations, ...labels };
}

function injectedBy(injector: Injector, pod: Pod, namespace: NamespaceManifest | undefined): InjectedContainer[] {
  const own = marksOf(pod)[injector.pod];
  const key = own === undefined ? injector.namespace : injector.pod;
  const value = own ?? (namespace === undefined || key === undefined ? undefined : namespaceMark(injector, namespace));
  if (key === undefined || value === undefined || !injector.on.test(value)) return [];
  if (injector.unless !== undefined && TRUE.test(pod.annotations[injector.unless] ?? '')) return [];
  return [
    {
      name: injector.container,
      injector: injector.injector,
      askedBy: own === undefined ? `${key} of its namespace` : key,
      requestsMilli: requestsBy(injector, pod.annotations),
      requestAnnotation: {
        cpu: injector.keys?.cpu.request ?? '',
        memory: injector.keys?.memory.request ?? '',
      },
    },
  ];
}

/** Istio also injects by revision, whose label may have any value. */
function namespaceMark({ injector, namespace: key = '' }: Injector, namespace: NamespaceManifest): string | undefined {
  const marks = marksOf(namespace);
  return marks[key] ?? (injector === 'Istio' && marks['istio.io/rev'] !== undefined ? 'enabled' : undefined);
}

function requestsBy({ defaults, keys, annotations: how }: Injector, annotations: Marks): InjectedContainer['requestsMilli'] {
  if (defaults === 'elsewhere') return defaults;
  const written = (resource: Resource): string | undefined => {
    const { request, limit } = keys?.[resource] ?? {};
    // A limit without a request is the request too.
    return [request, limit].flatMap((key) => (key === undefined ? [] : (annotations[key] ?? [])))[0];
  };
  const isReplaced = how === 'replace' && (written('cpu') ?? written('memory')) !== undefined;
  return Object.fromEntries(
    (['cpu', 'memory'] as const).flatMap((resource) => {
      const amount = written(resource) ?? (isReplaced ? undefined : defaults[resource]);
      const milli = amount === undefined || amount === '' ? undefined : milliValue(amount);
      return milli === undefined ? [] : [[resource, milli] as const];
    }),
  );
}

function unknownInjectors(pod: Pod): InjectedContainer[] {
  const known = new Set(INJECTORS.map((injector) => injector.pod));
  return Object.entries(marksOf(pod))
    .filter(
      ([key, value]) => LOOKS_LIKE_INJECTION.test(key) && !known.has(key) && !INIT_ONLY.test(key) && ENABLED_OR_TRUE.test(value),
    )
    .map(([key]) => ({
      name: `of ${key}`,
      injector: key.split('/')[0] ?? key,
      askedBy: key,
      requestsMilli: 'elsewhere' as const,
      requestAnnotation: { cpu: '', memory: '' },
    }));
}

const ENABLED_OR_TRUE = /^(enabled|true|yes|on)$/i;

/** For rules that look at what a container requests. */
export function requestOf(injected: InjectedContainer, resource: string): number | undefined {
  return injected.requestsMilli === 'elsewhere' ? undefined : injected.requestsMilli[resource];
}
