import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeServer {
  readonly url: string;
  readonly port: number;
  /** Requests that arrived, as far as the server counts them, and connections that were opened. */
  readonly seen: { requests: number; connections: number };
  /** Stops listening and drops every connection; a second call waits for the same thing. */
  readonly stop: () => Promise<void>;
}

/** An HTTP server on a free port of loopback. */
export async function serveOnLoopback(listener: RequestListener): Promise<FakeServer> {
  const seen = { requests: 0, connections: 0 };
  const server = createServer(listener).on('connection', () => seen.connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopped ??= new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }));
  return { url: `http://127.0.0.1:${port}`, port, seen, stop };
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
