import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventEmitter, once } from 'node:events';
import type { EndpointSlice, KIngress, WatchedObject, Service, Split } from '../kubernetes/objects';

export const CLASS = 'lab.ingress.networking.knative.dev';
const PATHS = {
  ingresses: '/apis/networking.internal.knative.dev/v1alpha1/ingresses',
  services: '/api/v1/services',
  slices: '/apis/discovery.k8s.io/v1/endpointslices',
} as const;
export type Collection = keyof typeof PATHS;

/** A Kubernetes API that lists, watches and takes status patches; tests decide what happens in it. */
export class FakeCluster {
  /** `watch <collection>` once somebody watches, `patch` once a status patch was answered. */
  public readonly events = new EventEmitter();
  /** Method, path and version of every request, in order. */
  public readonly requests: string[] = [];
  public readonly patches: { readonly path: string; readonly body: unknown }[] = [];
  /** Answers for the next status patches instead of success. */
  public readonly refusals: number[] = [];
  private readonly objects: Readonly<Record<Collection, Map<string, WatchedObject>>> = {
    ingresses: new Map(),
    services: new Map(),
    slices: new Map(),
  };
  private readonly watches: Readonly<Record<Collection, Set<ServerResponse>>> = {
    ingresses: new Set(),
    services: new Set(),
    slices: new Set(),
  };
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));
  private version = 100;

  public async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  public put(collection: Collection, object: WatchedObject): void {
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.version) } };
    const isNew = !this.objects[collection].has(object.metadata.name);
    this.objects[collection].set(object.metadata.name, stored);
    this.emit(collection, { type: isNew ? 'ADDED' : 'MODIFIED', object: stored });
  }

  public delete(collection: Collection, name: string): void {
    const object = this.objects[collection].get(name);
    this.objects[collection].delete(name);
    this.emit(collection, { type: 'DELETED', object });
  }

  /** Sends any line to all watchers. */
  public emit(collection: Collection, event: object): void {
    for (const watch of this.watches[collection]) watch.write(`${JSON.stringify(event)}\n`);
  }

  /** Ends all watches of a collection, as the API server does from time to time. */
  public endWatches(collection: Collection): void {
    for (const watch of this.watches[collection]) watch.end();
  }

  /** Adds an object without telling watchers. */
  public putUnseen(collection: Collection, object: WatchedObject): void {
    this.objects[collection].set(object.metadata.name, object);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://api');
    this.requests.push(`${request.method ?? ''} ${url.pathname} ${url.searchParams.get('resourceVersion') ?? ''}`.trim());
    const collection = (Object.keys(PATHS) as Collection[]).find((name) => PATHS[name] === url.pathname);
    if (request.method === 'PATCH') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      this.patches.push({ path: url.pathname, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) });
      response.writeHead(this.refusals.shift() ?? 200).end('{}', () => this.events.emit('patch'));
    } else if (collection === undefined) response.writeHead(404).end();
    else if (url.searchParams.has('watch')) {
      response.writeHead(200).flushHeaders();
      this.watches[collection].add(response);
      response.on('close', () => this.watches[collection].delete(response));
      this.events.emit(`watch ${collection}`);
    } else {
      const items = [...this.objects[collection].values()];
      response.end(JSON.stringify({ metadata: { resourceVersion: String(this.version) }, items }));
    }
  }
}

/** A KIngress of our class for one host. */
export function ingressFor(name: string, host: string, splits: readonly Split[], fields: Partial<KIngress> = {}): KIngress {
  return {
    metadata: { name, namespace: 'lab', generation: 1, annotations: { 'networking.knative.dev/ingress-class': CLASS } },
    spec: { rules: [{ hosts: [host], visibility: 'ClusterLocal', http: { paths: [{ splits }] } }] },
    ...fields,
  };
}

export function splitTo(serviceName: string, percent = 100, appendHeaders: Readonly<Record<string, string>> = {}): Split {
  return { serviceNamespace: 'lab', serviceName, servicePort: 80, percent, appendHeaders };
}

export function service(name: string): Service {
  return { metadata: { name, namespace: 'lab' }, spec: { ports: [{ name: 'http', port: 80 }] } };
}

/** Ready addresses of a Service, all on one port. */
export function slice(serviceName: string, port: number, addresses: readonly string[] = ['127.0.0.1']): EndpointSlice {
  return {
    metadata: {
      name: `${serviceName}-abc`,
      namespace: 'lab',
      labels: { 'kubernetes.io/service-name': serviceName },
    },
    addressType: 'IPv4',
    ports: [{ name: 'http', port }],
    endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
  };
}
