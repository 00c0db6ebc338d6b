import { Client } from 'undici';

/**
 * A Service balances connections, not requests: a client that keeps its connections stays pinned to the pods that were
 * there when it connected, and new replicas get nothing. Real load comes from many clients that come and go, so a
 * connection is used for few requests and not for long; a new pod gets its share within about two seconds.
 */
export const REQUESTS_PER_CONNECTION = 10;
export const CONNECTION_MAX_AGE_MS = 2000;
/** Beyond this many, requests wait for a free connection; their latency still counts from the intended time. */
const MAX_CONNECTIONS = 2048;

interface Connection {
  readonly client: Client;
  readonly openedMs: number;
  requests: number;
}

/** One request at a time on each connection; a request that finds none idle gets a new one. */
export class Connections {
  private readonly idle: Connection[] = [];
  private readonly waiting: ((connection: Connection) => void)[] = [];
  private open = 0;

  public constructor(
    private readonly origin: string,
    private readonly now: () => number,
  ) {}

  /** Runs one request; a request that throws takes its connection with it. */
  public async use<Answer>(request: (client: Client) => Promise<Answer>): Promise<Answer> {
    const connection = this.take() ?? (await new Promise<Connection>((resolve) => this.waiting.push(resolve)));
    connection.requests++;
    let reusable = false;
    try {
      const answer = await request(connection.client);
      reusable = connection.requests < REQUESTS_PER_CONNECTION && this.isYoung(connection);
      return answer;
    } finally {
      if (reusable) this.giveBack(connection);
      else this.discard(connection);
    }
  }

  public async close(): Promise<void> {
    await Promise.all(this.idle.splice(0).map((connection) => connection.client.destroy()));
  }

  private take(): Connection | undefined {
    for (let connection = this.idle.pop(); connection !== undefined; connection = this.idle.pop()) {
      if (this.isYoung(connection)) return connection;
      this.open--;
      void connection.client.destroy();
    }
    return this.open < MAX_CONNECTIONS ? this.connect() : undefined;
  }

  private connect(): Connection {
    this.open++;
    // The caller's own deadline ends a request; undici's coarser timers stay out of the way.
    const client = new Client(this.origin, { pipelining: 1, headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 0 } });
    return { client, openedMs: this.now(), requests: 0 };
  }

  private giveBack(connection: Connection): void {
    const next = this.waiting.shift();
    if (next === undefined) this.idle.push(connection);
    else next(connection);
  }

  private discard(connection: Connection): void {
    this.open--;
    void connection.client.destroy();
    this.waiting.shift()?.(this.connect());
  }

  private isYoung(connection: Connection): boolean {
    return this.now() - connection.openedMs < CONNECTION_MAX_AGE_MS;
  }
}
