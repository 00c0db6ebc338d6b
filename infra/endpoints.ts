import type { KubernetesObject } from '../contract';

/** How a service of the lab is reached. */
export interface Endpoint {
  /** Inside the cluster. */
  readonly url: string;
  /** A command that forwards a local port, for `http://127.0.0.1:<port>`. Null for a Knative Service whose ingress is not ours. */
  readonly portForward: string | null;
  /** `Host` header that requests through the port need. Null = any. */
  readonly hostHeader: string | null;
}

/** The Service in front of the ingress that Knative's Services are reached through. */
export interface IngressService {
  readonly namespace: string;
  readonly service: string;
}

/** Local port that leads to the ingress. */
const INGRESS_PORT = 8080;

interface ServiceSpec {
  readonly ports?: readonly { readonly name?: string; readonly port: number }[];
}

/**
 * Every HTTP service among the objects of a lab, by its name.
 *
 * @param ingress undefined where Knative is not there, or somebody else's
 */
export function endpointsOf(
  objects: readonly KubernetesObject[],
  kubectl: string,
  ingress: IngressService | undefined,
): Record<string, Endpoint> {
  const forward = (namespace: string, service: string, ports: string): string =>
    `${kubectl} --namespace ${namespace} port-forward service/${service} ${ports}`;
  const endpoints = objects.flatMap((object): [string, Endpoint][] => {
    const { name, namespace = 'default' } = object.metadata;
    const host = `${name}.${namespace}.svc.cluster.local`;
    if (object.kind !== 'Service') return [];
    if (object.apiVersion !== 'v1') {
      const portForward = ingress === undefined ? null : forward(ingress.namespace, ingress.service, `${INGRESS_PORT}:80`);
      return [[name, { url: `http://${host}`, portForward, hostHeader: host }]];
    }
    const { ports = [] } = object['spec'] as ServiceSpec;
    return ports
      .filter((port) => port.name === 'http')
      .map(({ port }) => [
        name,
        { url: `http://${host}:${port}`, portForward: forward(namespace, name, `${port}:${port}`), hostHeader: null },
      ]);
  });
  return Object.fromEntries(endpoints);
}
