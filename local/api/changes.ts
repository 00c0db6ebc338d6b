import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { UserError, UserErrors } from '../../contract';

/** Beside the Kubernetes API: what another process of the same user may ask of the engine. */
export interface ChangeApi {
  /** Only who may read the run folder knows it. */
  readonly token: string;
  /** By the last part of their paths. Each takes the parsed body, and what it returns is sent as JSON. */
  readonly actions: Readonly<Partial<Record<string, (body: unknown, signal: AbortSignal) => Promise<object>>>>;
}

const PATH = /^\/lab\/([a-z]+)$/;
/** A lab's manifests are far below a megabyte. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

export interface ChangeAnswer {
  readonly status: number;
  readonly body: object;
}

/** Undefined for a request that asks for no change. */
export async function answerChange(
  request: IncomingMessage,
  { token, actions }: ChangeApi,
  signal: AbortSignal,
): Promise<ChangeAnswer | undefined> {
  const name = PATH.exec(request.url ?? '')?.[1];
  const action = name === undefined ? undefined : actions[name];
  if (request.method !== 'POST' || action === undefined) return undefined;
  if (!isAuthorized(request, token)) return { status: 401, body: {} };
  try {
    return { status: 200, body: await action(JSON.parse(await bodyOf(request)), signal) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const errors = error instanceof UserErrors ? error.errors : [error];
    return { status: 422, body: { errors: errors.map(({ parts }) => parts) } };
  }
}

function isAuthorized({ headers }: IncomingMessage, token: string): boolean {
  const given = Buffer.from(headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES)
      throw new UserError({
        code: 'limit-exceeded',
        where: 'the manifests',
        problem: `are larger than ${MAX_BODY_BYTES / 1024 / 1024} MiB.`,
      });
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
