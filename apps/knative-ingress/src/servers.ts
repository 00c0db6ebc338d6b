import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ingress } from './ingress';
import type { Side } from './routing/host-table';

/** Longer than clients keep idle connections, so that none is closed during a request. */
const KEEP_ALIVE_MS = 75_000;

/** Server for requests of one side. The target decides how long an answer may take. */
export function proxyServer(ingress: Ingress, side: Side, onError: (error: unknown) => void): Server {
  const handle: RequestListener = (request, response) => {
    ingress.handle(side, request, response).catch((error: unknown) => {
      onError(error);
      response.destroy();
    });
  };
  return createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 }, handle);
}

/** `/healthz`: the process runs. `/readyz`: it has read everything and is not about to stop. */
export function adminServer(isReady: () => boolean): Server {
  return createServer(({ url }, response) => {
    const status = url === '/healthz' || (url === '/readyz' && isReady()) ? 200 : url === '/readyz' ? 503 : 404;
    response.writeHead(status, { 'content-type': 'text/plain' }).end(`${status === 200 ? 'ok' : 'not ready'}\n`);
  });
}

/** Listens and returns the port, which is a free one when 0 was given. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Takes no more connections and resolves when the last request is answered. */
export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await closed;
}
