import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ZodError } from 'zod';
import { answerChange, type ChangeApi } from './changes';
import { discovery } from './discovery';
import { selectionOf, type Resource, type Selection } from './resource';
import { tableOf, wantsTable } from './table';
import { Versions } from './versions';
import { watch, type Watch } from './watch';
import type { Clock } from '../clock';
import { at, nameOf, type ApiObject } from '../show/fields';

const PATH = /^\/(?:api\/(v1)|apis\/([^/]+\/[^/]+))(?:\/namespaces\/([^/]+))?\/([a-z]+)(?:\/([^/]+))?(?:\/(log))?$/;

export interface ApiOptions {
  readonly host: string;
  readonly resources: readonly Resource[];
  /** Last lines of a pod's log; undefined when there is no such pod. */
  podLog(namespace: string, name: string, lines: number): string | undefined;
  /** Beside the read-only API. */
  readonly changes: ChangeApi;
  readonly onFault: (error: unknown) => void;
  readonly clock: Clock;
}

interface Answer {
  readonly status: number;
  readonly body: object | string;
}

/** What a GET of objects is about. */
interface Asked {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly query: URLSearchParams;
  readonly accept: string | undefined;
}

function failure(status: number, reason: string, message: string): Answer {
  return { status, body: { apiVersion: 'v1', kind: 'Status', status: 'Failure', code: status, reason, message } };
}

const DEFAULT_LOG_LINES = 1000;
/** As long as API servers keep a watch at most by default. */
const DEFAULT_WATCH_SECONDS = 3600;
const READ_ONLY = 'the local API is read-only; change lab.yaml, then ./lab apply';

type Served = ApiOptions & { readonly versions: Versions };

/** An answer that goes on. */
interface Watched {
  readonly watch: Omit<Watch, 'clock' | 'signal'>;
}

/**
 * The read-only part of the Kubernetes API that benchmarks, `lab status`, `lab get`, kubectl and k9s use, and the changes of
 * `lab apply`.
 */
export class ApiServer {
  private constructor(
    private readonly server: Server,
    public readonly url: string,
  ) {}

  public static start(options: ApiOptions): Promise<ApiServer> {
    const served = { ...options, versions: new Versions() };
    const server = createServer((request, response) => {
      serve(request, response, served).catch(options.onFault);
    });
    // A client that keeps connections must not hold up the end of the lab.
    server.keepAliveTimeout = 30_000;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, options.host, () => {
        const { port } = server.address() as AddressInfo;
        resolve(new ApiServer(server, `http://${options.host}:${port}`));
      });
    });
  }

  public close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}

async function serve(request: IncomingMessage, response: ServerResponse, options: Served): Promise<void> {
  const left = new AbortController();
  response.once('close', () => left.abort(new Error('the client has left')));
  try {
    const changed = await answerChange(request, options.changes, left.signal);
    const given = changed ?? answer(request, options);
    if ('watch' in given) await watch(response, { ...given.watch, clock: options.clock, signal: left.signal });
    else send(response, given);
  } catch (error) {
    if (left.signal.aborted) return;
    send(response, failure(400, 'BadRequest', error instanceof Error ? error.message : String(error)));
    if (!(error instanceof SyntaxError || error instanceof ZodError)) throw error;
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json' });
  response.end(isText ? body : JSON.stringify(body));
}

function answer(request: IncomingMessage, options: Served): Answer | Watched {
  const url = new URL(request.url ?? '/', 'http://local');
  if (request.method !== 'GET') return failure(405, 'MethodNotAllowed', READ_ONLY);
  if (url.pathname === '/version') return { status: 200, body: { major: '1', minor: '34', gitVersion: 'v1.34.0-local' } };
  if (url.pathname === '/healthz' || url.pathname === '/readyz') return { status: 200, body: 'ok' };
  const found = discovery(url.pathname, options.resources);
  if (found !== undefined) return { status: 200, body: found };
  const [, core, group, namespace, plural = '', name, log] = PATH.exec(url.pathname) ?? [];
  const apiVersion = core ?? group;
  const resource = options.resources.find((one) => one.apiVersion === apiVersion && one.plural === plural);
  if (resource === undefined) return failure(404, 'NotFound', `the local API has no ${url.pathname}`);
  if (log !== undefined && name !== undefined && resource.kind === 'Pod') {
    const lines = Number(url.searchParams.get('tailLines') ?? DEFAULT_LOG_LINES);
    const text = options.podLog(namespace ?? '', name, lines);
    return text === undefined ? failure(404, 'NotFound', `pods "${name}" not found`) : { status: 200, body: text };
  }
  const asked = { resource, namespace, query: url.searchParams, accept: request.headers.accept };
  return name === undefined ? objectsAnswer(asked, options) : objectAnswer(name, asked, options);
}

function objectAnswer(name: string, asked: Asked, options: Served): Answer {
  const { resource, namespace } = asked;
  const { version } = lookAt(resource, options);
  const found = (resource.list(namespace) as ApiObject[]).find((one) => nameOf(one) === name);
  if (found === undefined) return failure(404, 'NotFound', `${resource.plural} "${name}" not found`);
  return { status: 200, body: wantsTable(asked.accept) ? table(asked, [found], version, options) : withVersion(found, version) };
}

function objectsAnswer(asked: Asked, options: Served): Answer | Watched {
  const { resource, namespace, query } = asked;
  const labels = selectionOf(query);
  if (labels === undefined) return failure(400, 'BadRequest', `labelSelector ${query.get('labelSelector') ?? ''} cannot be read`);
  const selection: Selection = (object) =>
    (namespace === undefined || (at(object, 'metadata.namespace') ?? 'default') === namespace) && labels(object);
  if (['1', 'true'].includes(query.get('watch') ?? '')) return watchAnswer(asked, selection, options);
  const { version } = lookAt(resource, options);
  const items = (resource.list(namespace) as ApiObject[]).filter(labels);
  if (wantsTable(asked.accept)) return { status: 200, body: table(asked, items, version, options) };
  return {
    status: 200,
    body: {
      apiVersion: resource.apiVersion,
      kind: `${resource.kind}List`,
      metadata: { resourceVersion: String(version) },
      items: items.map((object) => withVersion(object, version)),
    },
  };
}

function watchAnswer(asked: Asked, selection: Selection, options: Served): Answer | Watched {
  const { resource, query } = asked;
  // A client that wants its first list by watching lists first when it is told so.
  if (query.get('sendInitialEvents') !== null)
    return failure(422, 'Invalid', 'sendInitialEvents: the local API sends changes only; list first');
  const from = query.get('resourceVersion') ?? '';
  const known = from === '' || from === '0' ? new Map<string, ApiObject>() : options.versions.at(keyOf(resource), Number(from));
  if (known === undefined) return failure(410, 'Expired', `resourceVersion ${from} is not known any more; list again`);
  const shown = (object: ApiObject, version: number): object =>
    wantsTable(asked.accept) ? table(asked, [object], version, options) : withVersion(object, version);
  const seconds = Number(query.get('timeoutSeconds') ?? DEFAULT_WATCH_SECONDS);
  return { watch: { known, selection, look: () => lookAt(resource, options), shown, timeoutMs: seconds * 1000 } };
}

function lookAt(resource: Resource, { versions }: Served): ReturnType<Versions['observe']> {
  return versions.observe(keyOf(resource), resource.list(undefined));
}

const keyOf = ({ apiVersion, plural }: Resource): string => `${apiVersion}/${plural}`;

function table({ resource, query }: Asked, objects: readonly ApiObject[], version: number, { clock }: Served): object {
  const include = query.get('includeObject') ?? 'Metadata';
  return tableOf(resource, objects, { include, resourceVersion: String(version), nowMs: clock.nowMs() });
}

function withVersion(object: ApiObject, version: number): ApiObject {
  return { ...object, metadata: { ...(at(object, 'metadata') as object), resourceVersion: String(version) } };
}
