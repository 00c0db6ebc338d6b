import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';

/** Why the process cannot take work now, or undefined when it can. */
export type NotReady = () => string | undefined;

/** Liveness, readiness and metrics, at the same three addresses on every server of the lab. */
export function registerHealth(server: FastifyInstance, notReady: NotReady, registry: Registry): void {
  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', (_request, reply) => {
    const reason = notReady();
    return reason === undefined ? { status: 'ready' } : reply.code(503).send({ status: 'not ready', reason });
  });
  server.get('/metrics', async (_request, reply) => {
    reply.header('content-type', registry.contentType);
    return registry.metrics();
  });
}
