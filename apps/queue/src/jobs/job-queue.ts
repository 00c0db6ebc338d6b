import type { PredictionResult } from '../prediction';

export const QUEUE_NAME = 'predict';

/** What travels through Redis to a worker. */
export interface JobData {
  readonly texts: readonly string[];
}

export const JOB_STATUSES = ['waiting', 'active', 'completed', 'failed'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** One job as a client sees it; times are milliseconds since 1970. */
export interface JobView {
  readonly id: string;
  readonly status: JobStatus;
  readonly createdAtMs: number;
  readonly startedAtMs: number | undefined;
  readonly finishedAtMs: number | undefined;
  readonly result: PredictionResult | undefined;
  readonly failure: string | undefined;
}

export const COUNTED_STATES = ['waiting', 'active', 'prioritized', 'delayed', 'completed', 'failed'] as const;
export type JobCounts = Readonly<Record<(typeof COUNTED_STATES)[number], number>>;

/** Redis does not answer, or not in time. */
export class QueueUnavailableError extends Error {
  public constructor(reason: string) {
    super(reason);
    this.name = 'QueueUnavailableError';
  }
}

/** A job with this id exists already and was made from other texts. */
export class IdTakenError extends Error {}

/**
 * The queue as the HTTP interface uses it. Every method rejects with QueueUnavailableError within two seconds
 * while Redis is away, and works again once it is back.
 */
export interface JobQueue {
  /**
   * @param id chosen by the client's idempotency key: a second submission with the same texts returns the first job
   * @throws IdTakenError
   */
  add(texts: readonly string[], id: string): Promise<JobView>;
  /** Undefined when there is no such job, or its result has expired. */
  find(id: string): Promise<JobView | undefined>;
  counts(): Promise<JobCounts>;
  /** Why jobs cannot be taken now, or undefined. */
  notReady(): string | undefined;
  close(): Promise<void>;
}
