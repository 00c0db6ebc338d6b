import type { FastifyInstance } from 'fastify';
import { registerHealth } from './http/health';
import { asApiError } from './http/server';
import type { Draining } from './lifecycle';
import { registerJobs } from './jobs/routes';
import type { JobQueue } from './jobs/job-queue';
import { ApiMetrics } from './metrics';
import { openapi } from './openapi';

/** Puts the job interface on a server. */
export function registerApi(server: FastifyInstance, queue: JobQueue, draining: Draining): void {
  const metrics = new ApiMetrics(queue);
  server.addHook('onRequest', (_request, reply, done) => {
    metrics.inflight.inc();
    // Also when the client goes away in the middle of its body: then there is no response.
    reply.raw.once('close', () => metrics.inflight.dec());
    done();
  });
  server.addHook('onError', (request, _reply, error, done) => {
    if (request.routeOptions.url === '/v1/jobs') metrics.refused.inc({ reason: asApiError(error).code });
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url;
    if (route?.startsWith('/v1/'))
      metrics.requestSeconds.observe({ route, method: request.method, status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });
  registerHealth(server, () => draining.reason() ?? queue.notReady(), metrics.registry);
  server.get('/openapi.json', () => openapi);
  registerJobs(server, queue);
}
