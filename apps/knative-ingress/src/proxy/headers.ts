import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { IngressPath, Split } from '../kubernetes/objects';

/** Headers that belong to one connection and are not passed on. */
const OF_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Headers without those of the connection, and without those that its `Connection` header names. */
export function passedOn(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = (headers.connection ?? '').toLowerCase().split(/\s*,\s*/);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_CONNECTION.has(name) && !named.includes(name)));
}

/** The headers for a target: those of the client, who the client is, and those that the route appends. */
export function requestHeaders(request: IncomingMessage, path: IngressPath, split: Split): OutgoingHttpHeaders {
  const { headers, socket } = request;
  const client = (socket.remoteAddress ?? '').replace('::ffff:', '');
  const before = headers['x-forwarded-for'];
  const appended = Object.entries({ ...path.appendHeaders, ...split.appendHeaders });
  return {
    ...passedOn(headers),
    ...(headers['transfer-encoding'] === undefined ? {} : { 'transfer-encoding': 'chunked' }),
    'x-forwarded-for': before === undefined ? client : `${String(before)}, ${client}`,
    'x-forwarded-proto': headers['x-forwarded-proto'] ?? 'http',
    'x-forwarded-host': headers['x-forwarded-host'] ?? headers.host ?? '',
    ...Object.fromEntries(appended.map(([name, value]) => [name.toLowerCase(), value])),
    ...(path.rewriteHost === undefined ? {} : { host: path.rewriteHost }),
  };
}
