/**
 * How a job survives its workers. BullMQ's own limits lie beyond ours, so that it never ends a job by itself: the end is
 * always the one record that the store writes.
 */
export const RETRY_POLICY = {
  /** Starts of one job, whether the worker died or inference threw. After that the job is dead. */
  maxAttempts: 5,
  /** Before a job whose inference threw is tried again: 0.5 s, 1 s, 2 s, …, less up to a half of it. */
  backoff: { type: 'exponential', delay: 500, jitter: 0.5 },
  /** A worker renews its lock after half of this; it is dead for the others when the lock has run out. */
  lockDurationMs: 10_000,
  /** Between two looks for jobs whose lock ran out. A job is taken over at most lockDurationMs + 2 x this after its worker died. */
  stalledIntervalMs: 2000,
} as const;
