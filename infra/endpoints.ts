import type { KubeObject } from '../charts-src';

/** How a service of the lab is reached. */
export interface Endpoint {
  readonly service: string;
  /** Inside the cluster. */
  readonly url: string;
  /** From this machine: a command that forwards a local port, then `http://127.0.0.1:<port>`. Null for Knative, which routes by host name. */
  readonly portForward: string | null;
}

interface ServiceSpec {
  readonly ports?: readonly { readonly name?: string; readonly port: number }[];
}

/** Every HTTP service among the objects of a lab. */
export function endpointsOf(objects: readonly KubeObject[], kubectl: string): Endpoint[] {
  return objects.flatMap((object): Endpoint[] => {
    const { name, namespace = 'default' } = object.metadata;
    const host = `${name}.${namespace}.svc.cluster.local`;
    if (object.kind !== 'Service') return [];
    if (object.apiVersion !== 'v1') return [{ service: name, url: `http://${host}`, portForward: null }];
    const { ports = [] } = object['spec'] as ServiceSpec;
    return ports
      .filter((port) => port.name === 'http')
      .map(({ port }) => ({
        service: name,
        url: `http://${host}:${port}`,
        portForward: `${kubectl} --namespace ${namespace} port-forward service/${name} ${port}:${port}`,
      }));
  });
}
