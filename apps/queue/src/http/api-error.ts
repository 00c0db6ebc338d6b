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

/** The body as the schema wants it, or a 422 that names every place that is wrong. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const first = details[0];
  const where = first === undefined || first.path === '' ? 'The body' : `The body at ${first.path}`;
  throw new ApiError('invalid_request', `${where}: ${first?.message ?? 'is not valid'}`, details);
}
