/** The fields of Kubernetes objects that the ingress reads. */
export interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface WatchedObject {
  readonly metadata: Metadata;
}

/** Part of the traffic of a path, and where it goes. */
export interface Split {
  readonly serviceNamespace: string;
  readonly serviceName: string;
  /** Number or name of a port of the Service. */
  readonly servicePort: number | string;
  /** @default 100 */
  readonly percent?: number;
  readonly appendHeaders?: Readonly<Record<string, string>>;
}

export interface IngressPath {
  /** Prefix of the path of a request. @default - every path */
  readonly path?: string;
  /** Headers that a request must have. */
  readonly headers?: Readonly<Record<string, { readonly exact: string }>>;
  readonly splits: readonly Split[];
  readonly appendHeaders?: Readonly<Record<string, string>>;
  /** Host to send to the target instead of the client's. */
  readonly rewriteHost?: string;
}

interface Condition {
  readonly type: string;
  readonly status: string;
}

interface LoadBalancer {
  readonly ingress?: readonly { readonly domainInternal?: string }[];
}

/** networking.internal.knative.dev/v1alpha1, Ingress. */
export interface KIngress extends WatchedObject {
  readonly spec: {
    readonly rules?: readonly {
      readonly hosts?: readonly string[];
      readonly visibility?: 'ExternalIP' | 'ClusterLocal';
      readonly http?: { readonly paths: readonly IngressPath[] };
    }[];
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly conditions?: readonly Condition[];
    readonly publicLoadBalancer?: LoadBalancer;
    readonly privateLoadBalancer?: LoadBalancer;
  };
}

/** discovery.k8s.io/v1, EndpointSlice. */
export interface EndpointSlice extends WatchedObject {
  readonly addressType: 'IPv4' | 'IPv6' | 'FQDN';
  readonly endpoints?: readonly { readonly addresses: readonly string[]; readonly conditions?: { readonly ready?: boolean } }[];
  readonly ports?: readonly { readonly name?: string; readonly port?: number }[];
}

/** v1, Service. */
export interface Service extends WatchedObject {
  readonly spec: { readonly ports?: readonly { readonly name?: string; readonly port: number }[] };
}

/** `namespace/name` */
export function keyOf({ metadata }: WatchedObject): string {
  return `${metadata.namespace}/${metadata.name}`;
}
