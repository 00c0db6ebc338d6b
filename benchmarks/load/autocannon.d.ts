/** The part of autocannon 9 that closed-loop.ts uses; the package ships no types. */
declare module 'autocannon' {
  function autocannon(options: autocannon.Options): autocannon.Run;

  namespace autocannon {
    interface Client {
      destroy(): void;
    }
    interface Request {
      path: string;
      body?: Buffer;
      onResponse: (status: number, body: string) => void;
    }
    interface Options {
      url: string;
      method: string;
      headers: Record<string, string>;
      connections: number;
      /** Seconds. */
      duration: number;
      /** Seconds, at least 1. */
      timeout: number;
      /** Milliseconds between checks whether the time is up. */
      sampleInt: number;
      /** Requests per second over all connections; when it is below the number of connections, fewer are opened. */
      overallRate?: number;
      setupClient: (client: Client) => void;
      requests: Request[];
    }
    interface Run extends PromiseLike<unknown> {
      on(event: 'response', listener: (client: Client, status: number, bytes: number, tookMs: number) => void): this;
      on(event: 'reqError', listener: (error: Error) => void): this;
    }
  }

  export = autocannon;
}
