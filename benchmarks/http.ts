import { request } from 'undici';
import type { Clock, Sleep } from './clock';
import { judge, type RequestKind } from './load/request';
import type { Outcome } from './load/samples';

const READY_POLL_MS = 250;
const READY_TIMEOUT_MS = 2000;

export interface Answered {
  readonly outcome: Outcome;
  /** The parsed answer when the outcome is ok. */
  readonly answer: unknown;
}

/** One request outside a load run; never throws. */
export async function post(kind: RequestKind, index: number, timeoutMs: number): Promise<Answered> {
  return exchange(timeoutMs, async (signal) => {
    const content = kind.body(index);
    const { statusCode, body } = await request(kind.origin + kind.path(index), {
      method: kind.method,
      headers: kind.headers,
      ...(content === undefined ? {} : { body: content }),
      signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const text = await body.text();
    const outcome = judge(kind, index, statusCode, text);
    return { outcome, answer: outcome === 'ok' ? (JSON.parse(text) as unknown) : undefined };
  });
}

/** GET of a JSON document; never throws. */
export async function get(url: string, timeoutMs: number): Promise<Answered> {
  return exchange(timeoutMs, async (signal) => {
    const { statusCode, body } = await request(url, { headers: { accept: 'application/json' }, signal });
    const text = await body.text();
    if (statusCode >= 400) return { outcome: statusCode >= 500 ? 'http-5xx' : 'http-4xx', answer: undefined };
    try {
      return { outcome: 'ok', answer: JSON.parse(text) as unknown };
    } catch {
      return { outcome: 'wrong-answer', answer: undefined };
    }
  });
}

async function exchange(timeoutMs: number, send: (signal: AbortSignal) => Promise<Answered>): Promise<Answered> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await send(signal);
  } catch {
    return { outcome: signal.aborted ? 'timeout' : 'connection', answer: undefined };
  }
}

/**
 * Waits until the service says that it is ready, at most `limitMs`. A service that never is ready gets its load anyway:
 * the errors are the honest result.
 *
 * @param path answered with 200 to 399 by a service that is ready; null: any answer says so
 */
export async function waitUntilReady(
  baseUrl: string,
  limitMs: number,
  now: Clock,
  sleep: Sleep,
  path: string | null = '/readyz',
): Promise<void> {
  const endMs = now() + limitMs;
  while (now() < endMs) {
    try {
      const { statusCode, body } = await request(baseUrl + (path ?? '/'), { signal: AbortSignal.timeout(READY_TIMEOUT_MS) });
      await body.dump();
      if (path === null || (statusCode >= 200 && statusCode < 400)) return;
    } catch {
      // Refused or not answered: not ready yet.
    }
    await sleep(READY_POLL_MS);
  }
}

/** Runs a task for each item, at most `limit` at once; results in the items' order. */
export async function eachAtMost<Item, Result>(
  limit: number,
  items: readonly Item[],
  task: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) results[index] = await task(items[index] as Item, index);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
