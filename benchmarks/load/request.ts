import type { SentRequest } from '../../contract/request';
import type { Clock } from '../clock';
import type { Connections } from './connections';
import type { Outcome } from './samples';

/** One kind of request: where it goes, what it carries, and how to recognise a right answer. */
export interface RequestKind {
  readonly method: SentRequest['method'];
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path and query of request number `index`. */
  readonly path: (index: number) => string;
  readonly headers: Readonly<Record<string, string>>;
  /** Body of request number `index`; undefined = none. */
  readonly body: (index: number) => Buffer | undefined;
  readonly isStatus: (status: number) => boolean;
  /** False or an exception: the answer is not what was asked for. */
  readonly isRight: (text: string, index: number) => boolean;
}

/** What an endpoint of the lab itself takes and gives: JSON both ways. */
export interface JsonExchange {
  readonly url: string;
  readonly status: number;
  /** Body of request number `index`, JSON. */
  readonly body: (index: number) => Buffer;
  readonly isRight: (answer: unknown, index: number) => boolean;
}

export function jsonPost({ url, status, body, isRight }: JsonExchange): RequestKind {
  const { origin, pathname, search } = new URL(url);
  return {
    method: 'POST',
    origin,
    path: () => pathname + search,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body,
    isStatus: (given) => given === status,
    isRight: (text, index) => isRight(JSON.parse(text), index),
  };
}

/** The verdict on an answer that arrived whole. */
export function judge(kind: RequestKind, index: number, status: number, text: string): Outcome {
  if (!kind.isStatus(status)) {
    if (status >= 500) return 'http-5xx';
    return status >= 400 ? 'http-4xx' : 'wrong-answer';
  }
  try {
    return kind.isRight(text, index) ? 'ok' : 'wrong-answer';
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
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), Math.max(0, deadlineMs - now()));
  try {
    return await connections.use(async (client) => {
      giveUp.signal.throwIfAborted();
      const content = kind.body(index);
      const { statusCode, body } = await client.request({
        method: kind.method,
        path: kind.path(index),
        headers: kind.headers,
        ...(content === undefined ? {} : { body: content }),
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
