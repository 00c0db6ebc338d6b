import { Agent, request, type Dispatcher } from 'undici';
import { JOB_ENV } from '../../contract/job';
import type { Read } from '../environment/read';
import type { PodRate } from './metered';
import { parsePods, parseRates, type Pod } from './pods';

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const TIMEOUT_MS = 2000;
const MERGE_PATCH = 'application/merge-patch+json';

/** The calls of a benchmark to the Kubernetes API, or to the local engine's subset of it. */
export class KubernetesApi {
  private constructor(
    private readonly base: string,
    public readonly namespace: string,
    /** For results in a cluster; the local engine's subset of the API is read-only. */
    public readonly isCluster: boolean,
    private readonly dispatcher: Dispatcher,
    private readonly token: () => string | undefined,
  ) {}

  /** The API that this Job should use; undefined where there is none (the program was started by hand). */
  public static fromEnvironment(env: NodeJS.ProcessEnv, read: Read): KubernetesApi | undefined {
    const namespace = env[JOB_ENV.namespace] ?? read(`${SERVICE_ACCOUNT}/namespace`) ?? 'default';
    const base = env[JOB_ENV.api];
    if (base !== undefined && base !== '') return new KubernetesApi(base, namespace, false, new Agent(), () => undefined);
    const host = env['KUBERNETES_SERVICE_HOST'];
    if (host === undefined) return undefined;
    const ca = read(`${SERVICE_ACCOUNT}/ca.crt`);
    const bracketed = host.includes(':') ? `[${host}]` : host;
    return new KubernetesApi(
      `https://${bracketed}:${env['KUBERNETES_SERVICE_PORT'] ?? '443'}`,
      namespace,
      true,
      new Agent(ca === undefined ? {} : { connect: { ca } }),
      // Read each time: the kubelet replaces the token while the pod runs.
      () => read(`${SERVICE_ACCOUNT}/token`)?.trim(),
    );
  }

  public async pods(labelSelector: string): Promise<Pod[]> {
    const path = `/api/v1/namespaces/${this.namespace}/pods?labelSelector=${encodeURIComponent(labelSelector)}`;
    const { status, body } = await this.request('GET', path);
    if (status !== 200) throw new Error(`the Kubernetes API answered ${status} to ${path}`);
    return parsePods(body);
  }

  /** From metrics-server. */
  public async rates(labelSelector: string): Promise<ReadonlyMap<string, PodRate>> {
    const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${this.namespace}/pods?labelSelector=${encodeURIComponent(labelSelector)}`;
    const { status, body } = await this.request('GET', path);
    if (status !== 200) throw new Error(`the Kubernetes API answered ${status} to ${path}`);
    return parseRates(body);
  }

  /** A PATCH merges the body into what is there. */
  public async request(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH',
    path: string,
    body?: object,
  ): Promise<{ status: number; body: unknown }> {
    const token = this.token();
    const answer = await request(this.base.replace(/\/$/, '') + path, {
      method,
      dispatcher: this.dispatcher,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': method === 'PATCH' ? MERGE_PATCH : 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: jsonOf(text) };
  }

  public async close(): Promise<void> {
    await this.dispatcher.destroy();
  }
}

/** Errors of proxies in front of the API are not always JSON; then the status is enough. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
