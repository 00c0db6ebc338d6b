import type { IncomingMessage } from 'node:http';
import fastify, { LogController, type FastifyInstance, type FastifyRequest } from 'fastify';
import { UserError } from '../../../../contract/user-error';
import type { ServerConfig } from '../config';
import { MAX_BODY_BYTES } from '../prediction';
import { ApiError, shortened } from './api-error';
import { BodyReader } from './body-reader';
import { guardJson } from './json-guard';

/** Bounds for one client, and for all together. */
export const SERVER_LIMITS = {
  headerBytes: 16 * 1024,
  /** Until the headers of a request are complete. */
  headersMs: 10_000,
  /** Until the body is complete. */
  requestMs: 30_000,
  /** How long a connection may be silent in both directions during a request. */
  silentMs: 30_000,
  /** Longer than the idle time-out of usual clients and proxies, so that both ends never close at once. */
  keepAliveMs: 75_000,
  /** Interval of the check for overdue requests. */
  checkMs: 5000,
  connections: 4096,
  /** Bodies that are being read or worked on, all together. */
  bodyBytesAtOnce: 64 * 1024 * 1024,
};

export interface ServerOptions {
  /** @default SERVER_LIMITS */
  readonly limits?: typeof SERVER_LIMITS;
  /** @default - standard output */
  readonly logTo?: Pick<NodeJS.WritableStream, 'write'>;
}

/**
 * A server without routes: JSON bodies with a bound, errors as data, structured logs. Access lines are at level
 * debug because they would cost more than the work they report.
 */
export function createServer(
  config: Pick<ServerConfig, 'LOG_LEVEL' | 'POD_NAME'>,
  { limits = SERVER_LIMITS, logTo = process.stdout }: ServerOptions = {},
): FastifyInstance {
  const server = fastify({
    bodyLimit: MAX_BODY_BYTES,
    http: {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: limits.checkMs,
    },
    requestTimeout: limits.requestMs,
    connectionTimeout: limits.silentMs,
    keepAliveTimeout: limits.keepAliveMs,
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 200 },
    logger: {
      level: config.LOG_LEVEL,
      messageKey: 'message',
      base: config.POD_NAME === undefined ? {} : { pod: config.POD_NAME },
      formatters: { level: (level) => ({ level }) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      serializers: { err: loggedError },
      stream: logTo,
    },
  });
  server.server.maxConnections = limits.connections;
  server.removeAllContentTypeParsers();
  const bodies = new BodyReader(MAX_BODY_BYTES, limits.bodyBytesAtOnce);
  server.addContentTypeParser('*', async (request: FastifyRequest, stream: IncomingMessage) => {
    const body = await bodies.read(stream, request.headers['content-length']);
    guardJson(body);
    return parseJson(body);
  });
  server.setErrorHandler((error, request, reply) => {
    const answer = asApiError(error);
    if (answer.code === 'internal') request.log.error({ err: error, url: shortened(request.url) }, 'request failed');
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
        : new ApiError('not_found', `There is nothing at ${shortened(path)}. See /openapi.json.`);
    if (methods.length > 0) reply.header('allow', methods.join(', '));
    return reply.code(answer.status).send(answer.body());
  });
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw new ApiError('invalid_request', `The body is not JSON: ${shortened((error as Error).message)}`);
  }
}

/**
 * The part of an error that may be logged. Errors of libraries carry arguments of Redis commands, bodies and other texts of
 * clients, which may not.
 */
function loggedError(error: Error): { type: string; message: string; stack: string } {
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return { type: error.name, message: shortened(error.message), stack: frames.join('\n') };
}

/** The answer to any error. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  if (status >= 400 && status < 500) return new ApiError('invalid_request', shortened((error as Error).message));
  return new ApiError('internal', 'The server failed; its log says why.');
}

/** Time to answer requests in flight. Without a bound, a connection that never sends one would keep the process alive. */
const CLOSE_WITHIN_MS = 5000;

export async function close(server: FastifyInstance): Promise<void> {
  const late = setTimeout(() => server.server.closeAllConnections(), CLOSE_WITHIN_MS);
  try {
    await server.close();
  } finally {
    clearTimeout(late);
  }
}

/**
 * @throws UserError when the address is taken or does not belong to this machine (exit code "environment")
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
