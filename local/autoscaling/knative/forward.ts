import { request, type Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Backend } from './dispatcher';

/** Headers that belong to one connection. `transfer-encoding` of a request stays: it says how its body ends. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade', 'proxy-authenticate']);

/** All headers except those of the connection. */
function endToEnd(rawHeaders: readonly string[], connection: string | undefined, also: string | undefined): string[] {
  const named = new Set(connection?.split(',').map((name) => name.trim().toLowerCase()));
  const kept: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const lower = name.toLowerCase();
    if (!HOP_BY_HOP.has(lower) && lower !== also && !named.has(lower)) kept.push(name, rawHeaders[index + 1] ?? '');
  }
  return kept;
}

/** A request without a body that may be sent again when the connection was closed under it. */
function isRepeatable({ method, headers }: IncomingMessage): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return !hasBody && ['GET', 'HEAD', 'OPTIONS'].includes(method ?? '');
}

/** Answers in place of a pod; an answer that has begun is broken off. */
export function answerText(response: ServerResponse, status: number, text: string): void {
  if (response.destroyed) return;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

/**
 * Passes a request to a pod and its answer back; bodies stream both ways. A pod that cannot be reached is a 502.
 * Follows what Go's httputil.ReverseProxy, which Knative's activator and queue-proxy use, does with headers and errors.
 *
 * @returns a function that aborts the request
 */
export function forward(incoming: IncomingMessage, response: ServerResponse, backend: Backend, agent: Agent): () => void {
  const repeatable = isRepeatable(incoming);
  const send = (onError: (error: Error, isReused: boolean) => void): ReturnType<typeof request> => {
    const outgoing = request({
      host: backend.host,
      port: backend.port,
      method: incoming.method,
      path: incoming.url,
      headers: endToEnd(incoming.rawHeaders, incoming.headers.connection, undefined),
      agent,
    });
    outgoing.on('response', (answer) => {
      const headers = endToEnd(answer.rawHeaders, answer.headers.connection, 'transfer-encoding');
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    });
    outgoing.on('error', (error) => onError(error, outgoing.reusedSocket));
    if (repeatable) outgoing.end();
    else incoming.pipe(outgoing);
    return outgoing;
  };
  const fail = (error: Error): void => answerText(response, 502, error.message);
  let current = send((error, isReused) => {
    if (response.destroyed || response.headersSent || !isReused || !repeatable) fail(error);
    else current = send(fail);
  });
  return () => current.destroy();
}
