import type { Clock } from '../clock';
import type { Connections } from './connections';
import type { Outcome } from './samples';

/** One kind of request: its address, its body, and how to recognise a correct answer. */
export interface RequestKind {
  readonly url: string;
  readonly status: number;
  /** Body of request number `index`, JSON. */
  readonly body: (index: number) => Buffer;
  /** Throws or returns false when the answer is not what was asked for. */
  readonly isRight: (answer: unknown, index: number) => boolean;
}

/** The verdict on an answer that arrived whole. */
export function judge(kind: RequestKind, index: number, status: number, text: string): Outcome {
  if (status >= 500) return 'http-5xx';
  if (status >= 400) return 'http-4xx';
  if (status !== kind.status) return 'wrong-answer';
  try {
    return kind.isRight(JSON.parse(text), index) ? 'ok' : 'wrong-answer';
  } catch {
    return 'wrong-answer';
  }
}

/** Sends one request and waits for its answer until the deadline; never throws. */
export async function send(
  kind: RequestKind,
  index: number,
  connections: Connections,
  deadlineMs: number,
  now: Clock,
): Promise<Outcome> {
  const { pathname, search } = new URL(kind.url);
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), Math.max(0, deadlineMs - now()));
  try {
    return await connections.use(async (client) => {
      giveUp.signal.throwIfAborted();
      const { statusCode, body } = await client.request({
        method: 'POST',
        path: pathname + search,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: kind.body(index),
        signal: giveUp.signal,
      });
      return judge(kind, index, statusCode, await body.text());
    });
  } catch {
    // Only the connection can fail here: refused, reset, closed, no such host. The deadline's abort looks the same.
    return giveUp.signal.aborted ? 'timeout' : 'connection';
  } finally {
    clearTimeout(timer);
  }
}
