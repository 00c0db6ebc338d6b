import { Agent, request, type Dispatcher } from 'undici';
import { JOB_ENV } from '../../contract/job';
import type { Read } from '../environment/read';
import { parsePods, type Pod } from './pods';

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const TIMEOUT_MS = 2000;

/** Lists pods through the Kubernetes API, or through the local engine's subset of it. */
export class KubernetesApi {
  private constructor(
    private readonly base: string,
    private readonly namespace: string,
    private readonly dispatcher: Dispatcher,
    private readonly token: () => string | undefined,
  ) {}

  /** The API that this Job should use; undefined where there is none (the program was started by hand). */
  public static fromEnvironment(env: NodeJS.ProcessEnv, read: Read): KubernetesApi | undefined {
    const namespace = env[JOB_ENV.namespace] ?? read(`${SERVICE_ACCOUNT}/namespace`) ?? 'default';
    const base = env[JOB_ENV.api];
    if (base !== undefined && base !== '') return new KubernetesApi(base, namespace, new Agent(), () => undefined);
    const host = env['KUBERNETES_SERVICE_HOST'];
    if (host === undefined) return undefined;
    const ca = read(`${SERVICE_ACCOUNT}/ca.crt`);
    const bracketed = host.includes(':') ? `[${host}]` : host;
    return new KubernetesApi(
      `https://${bracketed}:${env['KUBERNETES_SERVICE_PORT'] ?? '443'}`,
      namespace,
      new Agent(ca === undefined ? {} : { connect: { ca } }),
      // Read each time: the kubelet replaces the token while the pod runs.
      () => read(`${SERVICE_ACCOUNT}/token`)?.trim(),
    );
  }

  public async pods(labelSelector: string): Promise<Pod[]> {
    const path = `/api/v1/namespaces/${this.namespace}/pods?labelSelector=${encodeURIComponent(labelSelector)}`;
    const token = this.token();
    const { statusCode, body } = await request(this.base.replace(/\/$/, '') + path, {
      dispatcher: this.dispatcher,
      headers: { accept: 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`the Kubernetes API answered ${statusCode} to ${path}`);
    return parsePods(JSON.parse(text));
  }

  public async close(): Promise<void> {
    await this.dispatcher.destroy();
  }
}
