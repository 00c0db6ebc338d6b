import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ServingMode } from '../../../scaling/kpa';
import type { Clock } from '../../clock';
import { Dispatcher, type Backend } from './dispatcher';
import { answerText, forward } from './forward';
import type { RequestCounts } from './request-counts';

export interface FrontOptions {
  readonly clock: Clock;
  readonly containerConcurrency: number;
  /** Within this time an answer must begin; waiting for a pod counts. */
  readonly timeoutMs: number;
  readonly counts: RequestCounts;
}

/** Shorter than the keep-alive time-outs of servers (uvicorn: 5 s), so that a connection is never used while it is being closed. */
const IDLE_CONNECTION_MS = 3000;
const CLIENT_KEEP_ALIVE_MS = 75_000;

/** What stands before the pods of a revision: ingress, activator and the queue-proxies of the pods in one. */
export class Front {
  /** Proxy: through the activator, which holds requests until a pod has room. Serve: straight to the pods. */
  public mode: ServingMode = 'Proxy';
  private readonly dispatcher: Dispatcher;
  private readonly agent = new Agent({ keepAlive: true, timeout: IDLE_CONNECTION_MS, maxFreeSockets: 1024 });
  private readonly server: Server;

  public constructor(private readonly options: FrontOptions) {
    const { containerConcurrency, counts } = options;
    this.dispatcher = new Dispatcher({ containerConcurrency, counter: counts });
    this.server = createServer({ noDelay: true }, (request, response) => this.accept(request, response));
    this.server.keepAliveTimeout = CLIENT_KEEP_ALIVE_MS;
    // The revision's own time-out bounds a request.
    this.server.requestTimeout = 0;
  }

  public listen(host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      // Keeps handling errors once it listens, such as a lack of file descriptors: the next connection may work.
      this.server.on('error', reject);
      this.server.listen({ host, port, backlog: 1024, exclusive: true }, resolve);
    });
  }

  public setBackends(backends: readonly Backend[]): void {
    this.dispatcher.setBackends(backends);
  }

  /** Requests that wait for a pod. */
  public get waiting(): number {
    return this.dispatcher.waiting;
  }

  public close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
      this.agent.destroy();
    });
  }

  private accept(request: IncomingMessage, response: ServerResponse): void {
    const { clock, counts, timeoutMs } = this.options;
    const via = this.mode === 'Serve' && this.dispatcher.hasBackends ? 'direct' : 'activator';
    if (via === 'activator') counts.activatorIn();
    // Nothing more is sent to a client that has left; 'close' follows.
    response.on('error', () => undefined);
    let giveUp = (): void => undefined;
    const timer = clock.after(timeoutMs, () => {
      // An answer that has begun may take as long as it wants.
      if (!response.headersSent) answerText(response, 504, via === 'activator' ? 'activator request timeout' : 'request timeout');
    });
    const ticket = this.dispatcher.enter(via, (backend) => {
      giveUp = forward(request, response, backend, this.agent);
    });
    if (ticket === undefined) answerText(response, 503, 'pending request queue full');
    response.once('close', () => {
      timer.cancel();
      giveUp();
      ticket?.leave();
      if (via === 'activator') counts.activatorOut();
    });
  }
}
