import type { z } from 'zod';

/** Errors of the HTTP interface: their code for programs, and the status each has. */
export const STATUS_OF = {
  invalid_request: 422,
  idempotency_key_reused: 409,
  not_found: 404,
  gone: 410,
  method_not_allowed: 405,
  too_large: 413,
  too_many_jobs: 429,
  overloaded: 503,
  queue_full: 503,
  queue_unavailable: 503,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof STATUS_OF;

export interface ErrorDetail {
  /** Place in the body, for example `texts.3`; empty for the body as a whole. */
  readonly path: string;
  readonly message: string;
}

export interface ErrorBody {
  readonly error: { readonly code: ErrorCode; readonly message: string; readonly details: readonly ErrorDetail[] };
}

/** An answer other than success, thrown by routes and written by the error handler. */
export class ApiError extends Error {
  public constructor(
    public readonly code: ErrorCode,
    message: string,
    public readonly details: readonly ErrorDetail[] = [],
    public readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  public get status(): number {
    return STATUS_OF[this.code];
  }

  public body(): ErrorBody {
    return { error: { code: this.code, message: this.message, details: this.details } };
  }
}

/** Bounds on details and quoted text, so that no answer grows with the request. */
const MAX_DETAILS = 20;
const MAX_QUOTED = 200;

/** Shortens text of a client, or text that may contain it, for an answer or a log. */
export function shortened(text: string): string {
  return text.length <= MAX_QUOTED ? text : `${text.slice(0, MAX_QUOTED)}…`;
}

/** The body parsed by the schema, or a 422 that names the first wrong places. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues
    .slice(0, MAX_DETAILS)
    .map((issue) => ({ path: shortened(issue.path.join('.')), message: shortened(issue.message) }));
  const first = details[0];
  const where = first === undefined || first.path === '' ? 'The body' : `The body at ${first.path}`;
  throw new ApiError('invalid_request', `${where}: ${first?.message ?? 'is not valid'}`, details);
}
