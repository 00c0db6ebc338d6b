import autocannon from 'autocannon';
import type { Clock } from '../clock';
import { judge, type RequestKind } from './request';
import type { Outcome, Sample, Samples } from './samples';

/** Distinct bodies, used in turn; autocannon prepares each for every client. */
const DISTINCT_BODIES = 64;
/** autocannon reconnects without a pause; when nothing listens that is a busy loop, so the run stops after this many. */
const FAILURES_PER_CLIENT = 3;

export interface ClosedLoop {
  /** Clients, each with one connection and one request at a time. */
  readonly concurrency: number;
  readonly seconds: number;
  readonly timeoutMs: number;
  /** At most this many requests a second over all clients, a whole number. @default - as fast as answers come */
  readonly overallRps?: number;
}

/**
 * Closed loop on autocannon: each client sends its next request when it has its answer. Shows the highest throughput;
 * its clients wait, so a stall of the server is hidden by the requests that were never sent.
 *
 * Ends early when the server is gone. Requests still under way at the end count neither as answers nor as errors.
 */
export async function closedLoop(load: ClosedLoop, kind: RequestKind, now: Clock): Promise<Samples> {
  const all: Sample[] = [];
  const clients: autocannon.Client[] = [];
  let last: Outcome = 'wrong-answer';
  const startMs = now();
  const record = (outcome: Outcome, tookMs: number): void => {
    const doneMs = now();
    all.push({ intendedMs: doneMs - tookMs, sentMs: doneMs - tookMs, doneMs, outcome });
  };

  const run = autocannon({
    url: kind.origin,
    method: kind.method,
    headers: { ...kind.headers },
    connections: load.concurrency,
    duration: load.seconds,
    timeout: Math.max(1, load.timeoutMs / 1000),
    sampleInt: 100,
    ...(load.overallRps === undefined ? {} : { overallRate: load.overallRps }),
    setupClient: (client) => clients.push(client),
    requests: Array.from({ length: DISTINCT_BODIES }, (_, index) => ({
      path: kind.path(index),
      ...bodyOf(kind.body(index)),
      // Called with the whole answer just before the `response` event, which has its time.
      onResponse: (status: number, text: string) => (last = judge(kind, index, status, text)),
    })),
  });
  run.on('response', (_client, _status, _bytes, tookMs) => record(last, tookMs));

  let failures = 0;
  run.on('reqError', (error) => {
    if (failures++ >= FAILURES_PER_CLIENT * load.concurrency) return;
    const timedOut = error.message === 'request timed out';
    record(timedOut ? 'timeout' : 'connection', timedOut ? load.timeoutMs : 0);
    if (failures === FAILURES_PER_CLIENT * load.concurrency) for (const client of clients) client.destroy();
  });
  await run;
  return { startMs, seconds: Math.max(0.1, (now() - startMs) / 1000), all };
}

function bodyOf(body: Buffer | undefined): { readonly body?: Buffer } {
  return body === undefined ? {} : { body };
}
