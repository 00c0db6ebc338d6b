import { z } from 'zod';
import { UserError } from '../../contract';
import type { PrometheusApi, Series } from '../../scaling/profile';

interface ClientOptions {
  /** Sent with every request; from --header. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

const sample = z.tuple([z.number(), z.string()]);
const labels = z.record(z.string(), z.string());
const answerSchema = z.discriminatedUnion('resultType', [
  z.object({
    resultType: z.literal('matrix'),
    result: z.array(z.object({ metric: labels, values: z.array(sample).default([]) })),
  }),
  z.object({ resultType: z.literal('vector'), result: z.array(z.object({ metric: labels, value: sample.optional() })) }),
  z.object({ resultType: z.literal('scalar'), result: sample }),
  z.object({ resultType: z.literal('string'), result: sample }),
]);
const successSchema = z.object({ status: z.literal('success'), data: answerSchema });
const failureSchema = z.object({ status: z.literal('error'), errorType: z.string().default('error'), error: z.string() });

/** A Prometheus (or what answers like one) over HTTP. Credentials in the URL are sent as basic authentication and never printed. */
export class PrometheusClient implements PrometheusApi {
  /** Without credentials. */
  public readonly url: string;
  private readonly headers: Readonly<Record<string, string>>;

  /** @throws UserError when it is no URL */
  public constructor(
    url: string,
    private readonly options: ClientOptions,
  ) {
    const parsed = urlOf(url);
    const { username, password } = parsed;
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    this.headers =
      username === ''
        ? options.headers
        : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}`, ...options.headers };
    parsed.username = '';
    parsed.password = '';
    parsed.hash = '';
    parsed.search = '';
    this.url = parsed.href.replace(/\/+$/, '');
  }

  public async range(
    query: string,
    { fromSeconds, toSeconds, stepSeconds }: Parameters<PrometheusApi['range']>[1],
  ): Promise<readonly Series[]> {
    // The first step ends one step after the range begins.
    const start = String(fromSeconds + stepSeconds);
    return this.ask('query_range', { query, start, end: String(toSeconds), step: String(stepSeconds) });
  }

  public async instant(query: string, atSeconds: number): Promise<readonly Series[]> {
    return this.ask('query', { query, time: String(atSeconds) });
  }

  private async ask(path: string, parameters: Record<string, string>): Promise<readonly Series[]> {
    const { status, text } = await this.fetchText(path, parameters);
    const document = jsonOf(text);
    const success = successSchema.safeParse(document);
    if (success.success) return seriesOf(success.data.data);
    const failure = failureSchema.safeParse(document);
    if (failure.success) throw this.refused(failure.data, parameters['query'] ?? '');
    throw this.noPrometheus(status, text);
  }

  private async fetchText(path: string, parameters: Record<string, string>): Promise<{ status: number; text: string }> {
    try {
      const response = await fetch(`${this.url}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`, {
        headers: this.headers,
        signal: AbortSignal.timeout(this.options.timeoutMs),
      });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      throw this.unreachable(error);
    }
  }

  private refused({ errorType, error }: z.infer<typeof failureSchema>, query: string): UserError {
    return new UserError({
      where: `--prometheus ${this.url}`,
      problem: `refuses a query (${errorType}): ${error}`,
      fix: `The query: ${query}`,
      code: 'prometheus-refused',
    });
  }

  private noPrometheus(status: number, text: string): UserError {
    const isDenied = status === 401 || status === 403;
    const begin = text.trim().slice(0, 80).replaceAll(/\s+/g, ' ');
    return new UserError({
      where: `--prometheus ${this.url}`,
      problem: isDenied
        ? `wants credentials (HTTP ${status}).`
        : `does not answer as Prometheus does: HTTP ${status}${begin === '' ? '' : `, "${begin}"`}`,
      fix: isDenied
        ? "Give --header 'Authorization: Bearer …', or put the user into the URL."
        : 'Give the address below which /api/v1/query is.',
      code: 'prometheus-refused',
    });
  }

  private unreachable(error: unknown): UserError {
    const { name, message, cause } = error as Error;
    const isTimeout = name === 'TimeoutError';
    const reason = cause as NodeJS.ErrnoException | undefined;
    return new UserError({
      where: `--prometheus ${this.url}`,
      problem: isTimeout
        ? `did not answer within ${this.options.timeoutMs / 1000} s.`
        : `cannot be reached: ${reason?.code ?? reason?.message ?? message}`,
      fix: isTimeout
        ? 'Choose a shorter range or a longer step, or give a longer --query-timeout.'
        : 'Is it running, and is the address right? From a cluster: kubectl port-forward svc/prometheus 9090',
      code: 'prometheus-unreachable',
    });
  }
}

function urlOf(text: string): URL {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return parsed;
  throw new UserError({
    where: `--prometheus ${text}`,
    problem: 'is not an http or https address.',
    fix: 'For example --prometheus http://127.0.0.1:9090',
    code: 'flag-wrong',
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function seriesOf(data: z.infer<typeof answerSchema>): Series[] {
  switch (data.resultType) {
    case 'matrix':
      return data.result.map(({ metric, values }) => ({ labels: metric, points: values.map(pointOf) }));
    case 'vector':
      return data.result.map(({ metric, value }) => ({ labels: metric, points: value === undefined ? [] : [pointOf(value)] }));
    case 'scalar':
    case 'string':
      return [{ labels: {}, points: [pointOf(data.result)] }];
  }
}

/** Prometheus writes numbers as text, infinities as `+Inf`. */
function pointOf([at, text]: z.infer<typeof sample>): readonly [number, number] {
  return [at, text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text)];
}
