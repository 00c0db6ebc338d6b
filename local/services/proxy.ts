import { connect, createServer, type Server, type Socket } from 'node:net';
import { Balancer, type BalancingPolicy, type Endpoint } from './balancer';

export interface ProxyOptions {
  readonly host: string;
  readonly port: number;
  readonly policy: BalancingPolicy;
  /** The port could not be opened although it was free before. */
  onListenError(error: Error): void;
}

/**
 * A Service port: passes each TCP connection to one ready pod. Like kube-proxy it balances connections, not requests: a
 * keep-alive client stays with its pod, and connections to a pod that leaves go on until the pod closes them. With no
 * ready pod nothing listens, so clients are refused as in a cluster.
 */
export class TcpProxy {
  public readonly balancer: Balancer;
  private server: Server | undefined;
  private readonly clients = new Set<Socket>();
  /** Opening and closing the port, one after another. */
  private changes: Promise<void> = Promise.resolve();
  private state: 'open' | 'closed' = 'open';

  public constructor(private readonly options: ProxyOptions) {
    this.balancer = new Balancer(options.policy);
  }

  public setEndpoints(endpoints: readonly Endpoint[]): void {
    this.balancer.setEndpoints(endpoints);
    this.changes = this.changes.then(() => this.match());
  }

  /** Resolves when the port is open or closed as the latest endpoints require. */
  public settled(): Promise<void> {
    return this.changes;
  }

  public get isListening(): boolean {
    return this.server !== undefined;
  }

  public async close(): Promise<void> {
    this.state = 'closed';
    this.changes = this.changes.then(() => this.match());
    await this.changes;
    for (const client of this.clients) client.destroy();
  }

  private async match(): Promise<void> {
    const wanted = this.state === 'open' && !this.balancer.isEmpty;
    if (wanted && this.server === undefined) await this.listen();
    else if (!wanted && this.server !== undefined) {
      // Only the listening socket closes; open connections go on.
      this.server.close();
      this.server = undefined;
    }
  }

  private listen(): Promise<void> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => this.accept(client));
    return new Promise((resolve) => {
      server.on('error', (error) => {
        this.options.onListenError(error);
        resolve();
      });
      server.listen({ host: this.options.host, port: this.options.port, backlog: 1024, exclusive: true }, () => {
        this.server = server;
        resolve();
      });
    });
  }

  private accept(client: Socket): void {
    const endpoint = this.balancer.acquire();
    if (endpoint === undefined) {
      client.resetAndDestroy();
      return;
    }
    this.clients.add(client);
    const upstream = connect({ host: endpoint.host, port: endpoint.port, allowHalfOpen: true, noDelay: true });
    forward(client, upstream);
    forward(upstream, client);
    client.once('close', () => {
      this.clients.delete(client);
      this.balancer.release(endpoint);
      upstream.destroy();
    });
    upstream.once('close', () => client.destroy());
    client.once('error', () => upstream.resetAndDestroy());
    upstream.once('error', () => client.resetAndDestroy());
    upstream.once('connect', () => client.resume());
  }
}

/** Copies bytes one way without a stream pipeline in between; waits when the receiver is slower. */
function forward(from: Socket, to: Socket): void {
  from.on('data', (chunk) => {
    if (!to.write(chunk)) from.pause();
  });
  to.on('drain', () => from.resume());
  from.on('end', () => to.end());
}
