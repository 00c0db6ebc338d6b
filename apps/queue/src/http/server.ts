import fastify, { LogController, type FastifyInstance } from 'fastify';
import { UserError } from '../../../../contract/user-error';
import type { ServerConfig } from '../config';
import { MAX_BODY_BYTES } from '../prediction';
import { ApiError } from './api-error';

/**
 * A server without routes: JSON bodies with a bound, errors as data, structured logs. Access lines are at level
 * debug because they would cost more than the work they report.
 */
export function createServer(config: Pick<ServerConfig, 'LOG_LEVEL' | 'POD_NAME'>): FastifyInstance {
  const server = fastify({
    bodyLimit: MAX_BODY_BYTES,
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 200 },
    logger: {
      level: config.LOG_LEVEL,
      messageKey: 'message',
      base: config.POD_NAME === undefined ? {} : { pod: config.POD_NAME },
      formatters: { level: (level) => ({ level }) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
    },
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJson(body));
    } catch (error) {
      done(error as Error);
    }
  });
  server.setErrorHandler((error, request, reply) => {
    const answer = asApiError(error);
    if (answer.code === 'internal') request.log.error({ err: error, url: request.url }, 'request failed');
    if (answer.retryAfterSeconds !== undefined) reply.header('retry-after', String(answer.retryAfterSeconds));
    return reply.code(answer.status).send(answer.body());
  });
  answerUnknownRoutes(server);
  server.addHook('onResponse', (request, reply, done) => {
    request.log.debug({ method: request.method, url: request.url, status: reply.statusCode, ms: reply.elapsedTime }, 'request');
    done();
  });
  return server;
}

/** 405 with the methods that are possible where only the method is wrong, else 404. */
function answerUnknownRoutes(server: FastifyInstance): void {
  const routes: { method: string; path: RegExp }[] = [];
  server.addHook('onRoute', ({ method, url }) => {
    const path = new RegExp(`^${url.replaceAll(/:[^/]+/g, '[^/]+')}$`);
    for (const one of [method].flat()) routes.push({ method: one, path });
  });
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const methods = routes.filter((route) => route.path.test(path)).map(({ method }) => method);
    const answer =
      methods.length > 0
        ? new ApiError('method_not_allowed', `${request.method} is not possible here; use ${methods.join(' or ')}.`)
        : new ApiError('not_found', `There is nothing at ${path}. See /openapi.json.`);
    if (methods.length > 0) reply.header('allow', methods.join(', '));
    return reply.code(answer.status).send(answer.body());
  });
}

function parseJson(body: Buffer | string): unknown {
  try {
    const text = typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true }).decode(body);
    return JSON.parse(text);
  } catch (error) {
    throw new ApiError('invalid_request', `The body is not JSON: ${(error as Error).message}`);
  }
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  if (status === 413) return new ApiError('too_large', `The body is larger than ${MAX_BODY_BYTES} bytes.`);
  if (status >= 400 && status < 500) return new ApiError('invalid_request', (error as Error).message);
  return new ApiError('internal', 'The server failed; its log says why.');
}

/**
 * @throws UserError when the address is taken or not of this machine (exit code "environment")
 */
export async function listen(server: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'EADDRINUSE' && code !== 'EADDRNOTAVAIL' && code !== 'EACCES') throw error;
    const problem = code === 'EADDRINUSE' ? 'another program listens there already.' : `this address cannot be used (${code}).`;
    throw new UserError({
      where: `${host}:${port}`,
      problem,
      fix: 'Stop it or choose another port.',
      code: code === 'EADDRINUSE' ? 'port-taken' : 'port-unusable',
    });
  }
}
