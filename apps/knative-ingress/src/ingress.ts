import type { Agent, IncomingMessage, ServerResponse } from 'node:http';
import type { KubernetesApi } from './kubernetes/api';
import type { EndpointSlice, KIngress, Service, Split } from './kubernetes/objects';
import { Watch } from './kubernetes/watch';
import { answer, forward, type RetryLimits } from './proxy/forward';
import { requestHeaders } from './proxy/headers';
import { addressesOf, slicesByService, type Address } from './routing/addresses';
import { hostTables, isOfClass, routeFor, type HostTable, type Side } from './routing/host-table';
import { InFlight } from './routing/in-flight';
import { chooseSplit } from './routing/split';
import type { Domains } from './status';
import { StatusWriter } from './status-writer';

export interface IngressOptions {
  readonly api: KubernetesApi;
  readonly ingressClass: string;
  readonly domains: Domains;
  readonly agent: Agent;
  readonly random: () => number;
  readonly now: () => Date;
  readonly log: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
  readonly limits: RetryLimits;
  /** Pause before it asks the API server again after an error. */
  readonly apiPauseMs: number;
}

/** Serves the KIngress objects of a class: follows them and their targets, proxies requests, and marks them ready. */
export class Ingress {
  private readonly ingresses: Watch<KIngress>;
  private readonly services: Watch<Service>;
  private readonly slices: Watch<EndpointSlice>;
  private readonly inFlight = new InFlight();
  private readonly stop = new AbortController();
  private readonly writer: StatusWriter;
  private tables: Readonly<Record<Side, HostTable>> = { public: new Map(), private: new Map() };
  private slicesOf: ReturnType<typeof slicesByService> = new Map();

  public constructor(private readonly options: IngressOptions) {
    const { api, log, apiPauseMs: pauseMs } = options;
    const onTrouble = (error: unknown): void => log('the Kubernetes API did not answer', { error: textOf(error) });
    const common = { api, onTrouble, pauseMs };
    this.ingresses = new Watch<KIngress>({
      ...common,
      path: '/apis/networking.internal.knative.dev/v1alpha1/ingresses',
      onChange: () => this.onIngresses(),
    });
    this.services = new Watch<Service>({ ...common, path: '/api/v1/services', onChange: () => this.considerAll() });
    this.slices = new Watch<EndpointSlice>({
      ...common,
      path: '/apis/discovery.k8s.io/v1/endpointslices',
      onChange: () => this.onSlices(),
    });
    this.writer = new StatusWriter({
      ...common,
      domains: options.domains,
      now: options.now,
      signal: this.stop.signal,
      current: (key) => this.ingresses.objects.get(key),
      onMarked: (key) => log('ready', { ingress: key }),
    });
  }

  /** True once everything was read. */
  public get isSynced(): boolean {
    return [this.ingresses, this.services, this.slices].every(({ isSynced }) => isSynced);
  }

  /** Follows the cluster until `close`. */
  public async run(): Promise<void> {
    const { signal } = this.stop;
    await Promise.all([this.ingresses.run(signal), this.services.run(signal), this.slices.run(signal)]);
  }

  public close(): void {
    this.stop.abort();
  }

  /** Answers a request from inside or outside the cluster. */
  public async handle(side: Side, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '/', headers } = request;
    const route = routeFor(this.tables[side], { host: headers.host ?? '', url, headers });
    const split = route === undefined ? undefined : chooseSplit(route.path.splits, this.options.random());
    if (route === undefined || split === undefined) {
      answer(response, 404, `nothing is served for ${headers.host ?? 'a request without a host'}`);
      return;
    }
    await forward({
      request,
      response,
      headers: requestHeaders(request, route.path, split),
      addresses: () => this.inFlight.inOrder(this.addressesOf(split), this.options.random),
      begin: (address) => this.inFlight.begin(address),
      agent: this.options.agent,
      limits: this.options.limits,
    });
  }

  private addressesOf(split: Split): Address[] {
    const key = `${split.serviceNamespace}/${split.serviceName}`;
    return addressesOf(split, this.services.objects.get(key), this.slicesOf.get(key));
  }

  private onIngresses(): void {
    const ours = [...this.ingresses.objects.values()].filter((one) => isOfClass(one, this.options.ingressClass));
    this.tables = hostTables(ours);
    this.considerAll();
  }

  private onSlices(): void {
    this.slicesOf = slicesByService(this.slices.objects.values());
    this.considerAll();
  }

  /** Marks nothing ready before requests would reach it. */
  private considerAll(): void {
    if (!this.isSynced) return;
    for (const one of this.ingresses.objects.values()) if (isOfClass(one, this.options.ingressClass)) this.writer.consider(one);
  }
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${textOf(error.cause)}`;
}
