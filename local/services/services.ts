import { nearest, UserError } from '../../contract';
import type { EventLog } from '../events';
import { namespaceOf } from '../kubernetes/objects';
import type { Service } from '../kubernetes/config';
import { requireFreePort, tryBind } from '../machine/ports';
import type { AddressBlock } from '../machine/addresses';
import type { Pod } from '../pods/pod';
import type { NamedService } from '../rewrite/names';
import { BALANCING_ANNOTATION, BALANCING_POLICIES, DEFAULT_BALANCING, type BalancingPolicy, type Endpoint } from './balancer';
import { TcpProxy } from './proxy';

/** Added to ports that this user may not open: 80 becomes 18080. (Browsers and fetch refuse 10080.) */
const LOW_PORT_OFFSET = 18_000;
const FIRST_FREE_PORT = 1024;

type ServicePort = Service['spec']['ports'][number];

interface ProxiedPort {
  readonly port: ServicePort;
  readonly hostPort: number;
  readonly proxy: TcpProxy;
}

interface RunningService {
  service: Service;
  readonly address: string;
  readonly ports: readonly ProxiedPort[];
}

export interface ServiceEndpoint {
  readonly namespace: string;
  readonly service: string;
  readonly portName: string | undefined;
  /** Port in the manifest. */
  readonly port: number;
  /** Where it is reached on this machine. */
  readonly address: string;
  readonly hostPort: number;
  readonly readyPods: readonly string[];
}

/** A Service that is not served by a connection proxy. */
export interface Reservation {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
  /** Names of the pods behind it that are ready. */
  readonly readyPods: () => readonly string[];
}

interface Reserved extends Reservation {
  readonly address: string;
  readonly hostPort: number;
}

interface Named {
  readonly namespace: string;
  readonly name: string;
}

/** Gives every Service an address and a proxy per port, and points the proxies at the ready pods. */
export class Services {
  private readonly running = new Map<string, RunningService>();
  private readonly reserved = new Map<string, Reserved>();

  public constructor(
    private readonly addresses: AddressBlock,
    private readonly events: EventLog,
  ) {}

  /** Throws a UserError when a Service that runs would get other ports: its proxies stay as they are. */
  public checkUpdate(service: Service): void {
    const known = this.running.get(`${namespaceOf(service)}/${service.metadata.name}`)?.service;
    const proxied = (one: Service): string => JSON.stringify([one.spec.ports, one.spec.clusterIP, policyOf(one)]);
    if (known === undefined || proxied(known) === proxied(service)) return;
    throw new UserError({
      where: `Service/${service.metadata.name}`,
      problem: 'runs already, with other ports or another balancing policy; the local engine cannot change them in place.',
      fix: 'Stop the lab and start it again: ./lab down, then ./lab up.',
      code: 'restart-needed',
    });
  }

  /** Throws a UserError when a port is in use. A Service that is known keeps its address and ports. */
  public async add(service: Service): Promise<void> {
    const key = `${namespaceOf(service)}/${service.metadata.name}`;
    const known = this.running.get(key);
    if (known !== undefined) {
      known.service = service;
      return;
    }
    const named = { namespace: namespaceOf(service), name: service.metadata.name };
    this.requireFreeName(named);
    const address = this.addresses.nextService();
    const policy = policyOf(service);
    const ports: ProxiedPort[] = [];
    for (const port of service.spec.ports) {
      const hostPort = await this.openPort(named, address, listenPort(service, port));
      const onListenError = (error: Error): void =>
        this.warn(named, 'PortLost', `port ${hostPort} on ${address}: ${error.message}`);
      ports.push({ port, hostPort, proxy: new TcpProxy({ host: address, port: hostPort, policy, onListenError }) });
    }
    this.running.set(key, { service, address, ports });
  }

  /**
   * An address and a port for a Service that the caller serves itself; a known one keeps its own.
   * Throws a UserError when the port or the name is in use.
   */
  public async reserve(wanted: Reservation): Promise<{ readonly address: string; readonly hostPort: number }> {
    const key = `${wanted.namespace}/${wanted.name}`;
    const known = this.reserved.get(key);
    if (known !== undefined) return known;
    this.requireFreeName(wanted);
    const address = this.addresses.nextService();
    const hostPort = await this.openPort(wanted, address, wanted.port);
    const reserved = { ...wanted, address, hostPort };
    this.reserved.set(key, reserved);
    return reserved;
  }

  /** Points every proxy at the pods that are ready now. */
  public sync(pods: readonly Pod[]): void {
    for (const { service, ports } of this.running.values()) {
      const selected = pods.filter((pod) => isSelected(service, pod));
      for (const { port, proxy } of ports) proxy.setEndpoints(selected.flatMap((pod) => endpointOf(service, port, pod)));
    }
  }

  /** Resolves when every port is open or closed as the last `sync` requires. */
  public async settled(): Promise<void> {
    await Promise.all(this.proxies().map((proxy) => proxy.settled()));
  }

  public list(pods: readonly Pod[]): ServiceEndpoint[] {
    const reserved = [...this.reserved.values()].map(({ namespace, name, port, address, hostPort, readyPods }) => ({
      namespace,
      service: name,
      portName: undefined,
      port,
      address,
      hostPort,
      readyPods: readyPods(),
    }));
    const proxied = [...this.running.values()].flatMap(({ service, address, ports }) =>
      ports.map(({ port, hostPort }) => ({
        namespace: namespaceOf(service),
        service: service.metadata.name,
        portName: port.name,
        port: port.port,
        address,
        hostPort,
        readyPods: pods.filter((pod) => isSelected(service, pod)).map((pod) => pod.name),
      })),
    );
    return [...proxied, ...reserved];
  }

  /** Open connections per pod, over all Services. */
  public openConnections(pod: string): number {
    return this.proxies().reduce((sum, proxy) => sum + proxy.balancer.outstanding(pod), 0);
  }

  /** Names that pods use, for rewriting. */
  public names(): NamedService[] {
    const proxied = [...this.running.values()].map(({ service, address, ports }) => ({
      namespace: namespaceOf(service),
      name: service.metadata.name,
      address,
      ports: new Map(ports.map(({ port, hostPort }) => [isHeadless(service) ? listenPort(service, port) : port.port, hostPort])),
    }));
    const reserved = [...this.reserved.values()].map(({ namespace, name, port, address, hostPort }) => ({
      namespace,
      name,
      address,
      ports: new Map([[port, hostPort]]),
    }));
    return [...proxied, ...reserved];
  }

  public async close(): Promise<void> {
    await Promise.all(this.proxies().map((proxy) => proxy.close()));
  }

  private proxies(): TcpProxy[] {
    return [...this.running.values()].flatMap(({ ports }) => ports.map(({ proxy }) => proxy));
  }

  private async openPort(service: Named, address: string, port: number): Promise<number> {
    if (port < FIRST_FREE_PORT && (await tryBind(address, port)) === 'not-permitted') {
      const higher = LOW_PORT_OFFSET + port;
      this.warn(service, 'PortMoved', `this user may not open port ${port}; the Service is at ${address}:${higher} instead`);
      return this.openPort(service, address, higher);
    }
    await requireFreePort(`Service/${service.name}`, address, port);
    return port;
  }

  private requireFreeName({ namespace, name }: Named): void {
    const key = `${namespace}/${name}`;
    if (!this.running.has(key) && !this.reserved.has(key)) return;
    throw new UserError({
      where: `Service/${name}`,
      problem: `exists twice in namespace ${namespace}: a Knative Service makes a core Service of the same name.`,
      fix: 'Remove one of the two, or rename it.',
      code: 'manifest-wrong',
    });
  }

  private warn({ namespace, name }: Named, reason: string, message: string): void {
    const subject = { kind: 'Service', namespace, name };
    this.events.record({ subject, type: 'Warning', reason, message, source: 'service-proxy' });
  }
}

function isHeadless(service: Service): boolean {
  return service.spec.clusterIP === 'None';
}

/** Clients of a headless Service talk to the pods' own port; there is no mapping. */
function listenPort(service: Service, port: ServicePort): number {
  return isHeadless(service) && typeof port.targetPort === 'number' ? port.targetPort : port.port;
}

/** Throws a UserError when the annotation does not name a policy. */
export function policyOf(service: Service): BalancingPolicy {
  const written = service.metadata.annotations[BALANCING_ANNOTATION];
  if (written === undefined) return DEFAULT_BALANCING;
  const policy = BALANCING_POLICIES.find((one) => one === written);
  if (policy !== undefined) return policy;
  const meant = nearest(written, BALANCING_POLICIES);
  throw new UserError({
    where: `Service/${service.metadata.name}  metadata.annotations["${BALANCING_ANNOTATION}"]`,
    problem: `${written} is not a balancing policy.`,
    fix: meant === undefined ? `Choose ${BALANCING_POLICIES.join(' or ')}.` : `Did you mean ${meant}?`,
    code: 'manifest-wrong',
  });
}

function isSelected(service: Service, pod: Pod): boolean {
  const { identity } = pod;
  const labels = Object.entries(service.spec.selector);
  return (
    labels.length > 0 &&
    identity.namespace === namespaceOf(service) &&
    labels.every(([key, value]) => identity.labels[key] === value) &&
    !pod.isDeleting &&
    (pod.isReady || service.spec.publishNotReadyAddresses)
  );
}

function endpointOf(service: Service, port: ServicePort, pod: Pod): Endpoint[] {
  const target = isHeadless(service) ? listenPort(service, port) : (port.targetPort ?? port.port);
  const number =
    typeof target === 'number'
      ? target
      : pod.identity.spec.containers.flatMap((container) => container.ports).find((one) => one.name === target)?.containerPort;
  return number === undefined ? [] : [{ pod: pod.name, host: pod.identity.ip, port: number }];
}
