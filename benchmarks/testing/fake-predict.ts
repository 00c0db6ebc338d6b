import type { ServerResponse } from 'node:http';
import { bodyOf, serveOnLoopback, type FakeServer } from './loopback';

export interface FakeBehaviour {
  /** How long one request takes. The server works on one request after another, as a model on one core does. */
  readonly serviceMs?: number;
  /** Answers nothing between these moments, counted from the first request. */
  readonly stall?: { readonly fromMs: number; readonly forMs: number };
  /** Stops listening and drops every connection once it has answered this many requests. */
  readonly dieAfter?: number;
  /** Answer instead of a prediction. */
  readonly reply?: (count: number) => { readonly status: number; readonly body: string };
  /** Probability of spam for a text. */
  readonly probability?: (text: string) => number;
  /** Never answers at all. */
  readonly silent?: boolean;
}

export const FAKE_MODEL = { name: 'spam-filter', variant: 'fp32', sha256: 'ab'.repeat(32) };

/** POST /v1/predict, /readyz and /metrics as apps/fastapi answers them, on a loopback port. */
export async function fakePredict(behaviour: FakeBehaviour = {}): Promise<FakeServer> {
  let firstMs: number | undefined;
  let freeAtMs = 0;
  let answered = 0;

  const server = await serveOnLoopback((request, response) => {
    if (request.url === '/readyz') return void response.end('{"status":"ready"}');
    if (request.url === '/metrics')
      return void response.end(`process_cpu_seconds_total ${answered / 100}\nprocess_resident_memory_bytes 1e8\n`);
    void bodyOf(request).then((body) => predict(body, response));
  });

  const predict = (body: string, response: ServerResponse): void => {
    server.seen.requests++;
    if (behaviour.silent === true) return;
    const now = performance.now();
    firstMs ??= now;
    const { stall } = behaviour;
    let startMs = Math.max(now, freeAtMs);
    if (stall !== undefined && startMs >= firstMs + stall.fromMs && startMs < firstMs + stall.fromMs + stall.forMs)
      startMs = firstMs + stall.fromMs + stall.forMs;
    freeAtMs = startMs + (behaviour.serviceMs ?? 0);
    setTimeout(() => {
      answered++;
      const { status, body: text } = behaviour.reply?.(answered) ?? { status: 200, body: predictionsFor(body, behaviour) };
      response.writeHead(status, { 'content-type': 'application/json' }).end(text);
      if (answered === behaviour.dieAfter) void server.stop();
    }, freeAtMs - now);
  };

  return server;
}

export function predictionsFor(body: string, { probability = () => 0.9 }: FakeBehaviour): string {
  const input = JSON.parse(body) as { text?: string; texts?: string[] };
  const predictions = (input.texts ?? [input.text ?? '']).map((text) => {
    const spam = probability(text);
    return { label: spam >= 0.5 ? 'spam' : 'ham', probability: spam, truncated: false };
  });
  return JSON.stringify({ model: FAKE_MODEL, predictions });
}
