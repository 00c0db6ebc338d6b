import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ZodError } from 'zod';
import { answerChange, type ChangeApi } from './changes';
import { matches, parseSelector } from '../kubernetes/selector';

/** One resource of the API: `GET /api/v1/namespaces/{namespace}/pods[/name]`. */
export interface Resource {
  readonly apiVersion: string;
  readonly plural: string;
  readonly kind: string;
  /** Objects as they are now, in one namespace or in all. */
  list(namespace: string | undefined): readonly object[];
}

interface Listed {
  readonly metadata?: { readonly name?: string; readonly namespace?: string; readonly labels?: Record<string, string> };
}

const PATH = /^\/(?:api\/(v1)|apis\/([^/]+\/[^/]+))(?:\/namespaces\/([^/]+))?\/([a-z]+)(?:\/([^/]+))?(?:\/(log))?$/;

export interface ApiOptions {
  readonly host: string;
  readonly resources: readonly Resource[];
  /** Last lines of a pod's log; undefined when there is no such pod. */
  podLog(namespace: string, name: string, lines: number): string | undefined;
  /** Beside the read-only API. */
  readonly changes: ChangeApi;
  readonly onFault: (error: unknown) => void;
}

interface Answer {
  readonly status: number;
  readonly body: object | string;
}

function failure(status: number, reason: string, message: string): Answer {
  return { status, body: { apiVersion: 'v1', kind: 'Status', status: 'Failure', code: status, reason, message } };
}

/** `metadata.name=x,involvedObject.kind=Pod` over any path of text fields. */
function matchesFields(object: object, selector: string): boolean {
  return selector
    .split(',')
    .filter((part) => part !== '')
    .every((part) => {
      const [path = '', value = ''] = part.split(/==?/);
      const found = path
        .split('.')
        .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], object);
      return found === value;
    });
}

const DEFAULT_LOG_LINES = 1000;

/** The read-only part of the Kubernetes API that benchmarks, `lab status` and `lab get` use, and the changes of `lab apply`. */
export class ApiServer {
  private constructor(
    private readonly server: Server,
    public readonly url: string,
  ) {}

  public static start(options: ApiOptions): Promise<ApiServer> {
    const server = createServer((request, response) => {
      serve(request, response, options).catch(options.onFault);
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

async function serve(request: IncomingMessage, response: ServerResponse, options: ApiOptions): Promise<void> {
  const left = new AbortController();
  response.once('close', () => left.abort(new Error('the client has left')));
  try {
    const changed = await answerChange(request, options.changes, left.signal);
    send(response, changed ?? answer(request, options));
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

function answer(request: IncomingMessage, options: ApiOptions): Answer {
  const url = new URL(request.url ?? '/', 'http://local');
  if (request.method !== 'GET')
    return failure(405, 'MethodNotAllowed', 'the local API is read-only; change lab.yaml, then ./lab apply');
  if (url.pathname === '/version') return { status: 200, body: { major: '1', minor: '34', gitVersion: 'v1.34.0-local' } };
  if (url.pathname === '/healthz' || url.pathname === '/readyz') return { status: 200, body: 'ok' };
  const [, core, group, namespace, plural = '', name, log] = PATH.exec(url.pathname) ?? [];
  const apiVersion = core ?? group;
  const resource = options.resources.find((one) => one.apiVersion === apiVersion && one.plural === plural);
  if (resource === undefined) return failure(404, 'NotFound', `the local API has no ${url.pathname}`);
  if (log !== undefined && name !== undefined && resource.kind === 'Pod') {
    const lines = Number(url.searchParams.get('tailLines') ?? DEFAULT_LOG_LINES);
    const text = options.podLog(namespace ?? '', name, lines);
    return text === undefined ? failure(404, 'NotFound', `pods "${name}" not found`) : { status: 200, body: text };
  }
  if (name !== undefined) {
    const found = resource.list(namespace).find((object) => (object as Listed).metadata?.name === name);
    return found === undefined ? failure(404, 'NotFound', `${plural} "${name}" not found`) : { status: 200, body: found };
  }
  const labelSelector = parseSelector(url.searchParams.get('labelSelector') ?? '');
  if (labelSelector === undefined)
    return failure(400, 'BadRequest', `labelSelector ${url.searchParams.get('labelSelector') ?? ''} cannot be read`);
  const fieldSelector = url.searchParams.get('fieldSelector') ?? '';
  const items = resource
    .list(namespace)
    .filter(
      (object) => matches(labelSelector, (object as Listed).metadata?.labels ?? {}) && matchesFields(object, fieldSelector),
    );
  return { status: 200, body: { apiVersion, kind: `${resource.kind}List`, metadata: { resourceVersion: '1' }, items } };
}
