import type { PredictionResult } from '../prediction';

export const QUEUE_NAME = 'predict';

export const JOB_STATUSES = ['waiting', 'active', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** Why a job has no result: inference threw, every worker that had it died or threw, or its client cancelled it. */
export const FAILURE_CODES = ['inference_failed', 'dead_letter', 'cancelled'] as const;

export interface Failure {
  readonly code: (typeof FAILURE_CODES)[number];
  readonly message: string;
}

export interface Submission {
  readonly texts: readonly string[];
  /** Who submits. Quotas and turns are per client. */
  readonly client: string;
  /** The client's Idempotency-Key. */
  readonly key: string | undefined;
}

/** One job as a client sees it; times are milliseconds since 1970. */
export interface JobView {
  readonly id: string;
  readonly status: JobStatus;
  readonly createdAtMs: number;
  readonly startedAtMs: number | undefined;
  readonly finishedAtMs: number | undefined;
  readonly result: PredictionResult | undefined;
  readonly failure: Failure | undefined;
  /** While it waits: unfinished jobs that were accepted before it, and how long those take at the current rate. */
  readonly line: { readonly ahead: number; readonly waitSeconds: number } | undefined;
}

export const OPEN_STATES = ['waiting', 'active', 'prioritized', 'delayed'] as const;
export const ENDED_STATES = ['completed', 'failed', 'dead', 'cancelled'] as const;
export const COUNTED_STATES = [...OPEN_STATES, ...ENDED_STATES] as const;
/** Unfinished jobs now, ended ones since the store began. */
export type JobCounts = Readonly<Record<(typeof COUNTED_STATES)[number], number>>;

/** How the line moves. */
export interface Flow {
  /** Since the oldest unfinished job was accepted; 0 when there is none. */
  readonly oldestSeconds: number;
  /** Jobs that ended recently, per second. */
  readonly drainPerSecond: number;
}

/** How full the server is. */
export interface StoreFill {
  readonly usedBytes: number;
  /** Undefined when the server has no bound. */
  readonly maxBytes: number | undefined;
}

/** Redis does not answer, or not in time. */
export class QueueUnavailableError extends Error {
  public constructor(reason: string) {
    super(reason);
    this.name = 'QueueUnavailableError';
  }
}

/** This Idempotency-Key belongs to a job with other texts. */
export class KeyReusedError extends Error {}

/** There is no room for another job. */
export class QueueFullError extends Error {
  public constructor(
    /** What ran out: jobs, bytes or memory. */
    public readonly bound: string,
    public readonly retryAfterSeconds: number,
  ) {
    super(`the queue is full: no more ${bound}`);
  }
}

/** This client has as many unfinished jobs as one client may. */
export class ClientQuotaError extends Error {
  public constructor(public readonly retryAfterSeconds: number) {
    super('the client has its share of the queue');
  }
}

/**
 * The queue as the HTTP interface uses it. Every method rejects with QueueUnavailableError within two seconds
 * while Redis is away, and works again once it is back.
 */
export interface JobQueue {
  /**
   * A second submission with the same key and texts returns the first job.
   *
   * @throws KeyReusedError, QueueFullError, ClientQuotaError
   */
  add(submission: Submission): Promise<Pick<JobView, 'id' | 'status'>>;
  /** 'expired' when the record of the job is no longer kept; undefined when there never was such a job. */
  find(id: string): Promise<JobView | 'expired' | undefined>;
  /** Ends a job that is not over and returns it; like `find` when there is none. */
  cancel(id: string): Promise<JobView | 'expired' | undefined>;
  counts(): Promise<JobCounts>;
  flow(): Promise<Flow>;
  /** Why jobs cannot be taken now, or undefined. */
  notReady(): string | undefined;
  /** As last seen; undefined before the first time. */
  fill(): StoreFill | undefined;
  close(): Promise<void>;
}
