import { request } from 'undici';
import { notMeasured } from '../../contract/request';
import { UserError } from '../../contract/user-error';
import { judge, type RequestKind } from '../load/request';

/** Enough of an answer to recognise it. */
const SHOWN_CHARACTERS = 200;

/**
 * One request before any load: is anything there, and does it answer as the success check wants?
 *
 * @returns how long it took, milliseconds
 * @throws UserError when load would only make errors
 */
export async function firstAnswerMs(kind: RequestKind, timeoutMs: number, now: () => number): Promise<number> {
  const path = kind.path(0);
  const where = `${kind.method} ${kind.origin}${path}`;
  const content = kind.body(0);
  const startMs = now();
  let answer: { status: number; text: string };
  try {
    const { statusCode, headers, body } = await request(kind.origin + path, {
      method: kind.method,
      headers: kind.headers,
      ...(content === undefined ? {} : { body: content }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const type = String(headers['content-type'] ?? '');
    if (type.startsWith('text/event-stream')) {
      void body.dump();
      throw new UserError({
        where,
        problem: `answers with a stream of events, which ${notMeasured('sse') ?? ''}.`,
        code: 'answer-wrong',
      });
    }
    answer = { status: statusCode, text: await body.text() };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({
      where,
      problem: reason(error, timeoutMs),
      fix: 'Start the service, or look at the address and the port.',
      code: 'service-unreachable',
    });
  }
  const tookMs = now() - startMs;
  if (judge(kind, 0, answer.status, answer.text) === 'ok') return tookMs;
  const text = answer.text.slice(0, SHOWN_CHARACTERS).replaceAll(/\s+/g, ' ').trim();
  throw new UserError({
    where,
    problem: `answers ${answer.status}, which the success check does not take${text === '' ? '.' : `: ${text}`}`,
    fix: kind.isStatus(answer.status)
      ? 'Look at the request, or at --expect and --expect-json.'
      : 'Look at the request (--method, --body, --header), or take that status: --expect-status.',
    code: 'answer-wrong',
  });
}

function reason(error: unknown, timeoutMs: number): string {
  if ((error as Partial<Error>).name === 'TimeoutError') return `does not answer within ${timeoutMs} ms.`;
  const code = (error as NodeJS.ErrnoException).code;
  return `cannot be reached (${code ?? (error instanceof Error ? error.message : String(error))}).`;
}
