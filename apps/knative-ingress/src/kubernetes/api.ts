import { request as httpRequest, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as HttpsAgent } from 'node:https';

export interface ApiOptions {
  /** `https://10.96.0.1:443` */
  readonly url: string;
  /** Certificate authority of the API server, PEM. */
  readonly authority: string | undefined;
  /** Called before every request, because the kubelet renews the token of a pod. */
  readonly token: () => string;
}

export interface Call {
  readonly method?: 'GET' | 'PATCH';
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

/** A connection that is silent for so long is dead: the API server ends watches earlier. */
const SILENCE_MS = 330_000;

/** The API server refused. */
export class ApiError extends Error {
  public constructor(
    public readonly status: number,
    text: string,
  ) {
    super(`${status} ${text}`);
  }
}

/** The part of the Kubernetes API that an ingress needs. */
export class KubernetesApi {
  private readonly send: typeof httpRequest;
  private readonly agent: HttpAgent;

  public constructor(private readonly options: ApiOptions) {
    const isSecure = options.url.startsWith('https:');
    this.send = isSecure ? httpsRequest : httpRequest;
    const { authority } = options;
    this.agent = isSecure
      ? new HttpsAgent({ keepAlive: true, ...(authority === undefined ? {} : { ca: authority }) })
      : new HttpAgent({ keepAlive: true });
  }

  /** @throws ApiError unless the answer is a success */
  public async json<Value>(path: string, call: Call): Promise<Value> {
    return JSON.parse(await textOf(await this.stream(path, call))) as Value;
  }

  /**
   * The answer as it comes in.
   *
   * @throws ApiError unless the answer is a success
   */
  public async stream(path: string, { method = 'GET', body, signal }: Call): Promise<IncomingMessage> {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const url = new URL(path, this.options.url);
      const headers = {
        authorization: `Bearer ${this.options.token()}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/merge-patch+json' }),
      };
      const request = this.send(url, { method, headers, agent: this.agent, signal, timeout: SILENCE_MS }, resolve);
      request.on('timeout', () => request.destroy(new Error(`nothing came for ${SILENCE_MS / 1000} s`)));
      request.on('error', reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
    const status = answer.statusCode ?? 500;
    if (status >= 300) throw new ApiError(status, (await textOf(answer)).slice(0, 300));
    return answer;
  }

  public close(): void {
    this.agent.destroy();
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  answer.setEncoding('utf8');
  let text = '';
  for await (const chunk of answer) text += chunk as string;
  return text;
}
