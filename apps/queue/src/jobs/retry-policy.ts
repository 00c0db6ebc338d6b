/**
 * How a job survives its workers. BullMQ's own limits are higher than ours, so it never ends a job by itself: only the
 * store writes the end.
 */
export const RETRY_POLICY = {
  /** Starts of one job, whether workers die or inference throws. After that the job is dead. */
  maxAttempts: 5,
  /** Pause before a retry when inference threw: 0.5 s, 1 s, 2 s, …, minus up to half of it. */
  backoff: { type: 'exponential', delay: 500, jitter: 0.5 },
  /** A worker renews its lock after half of this; when the lock has run out, it counts as dead. */
  lockDurationMs: 10_000,
  /** Interval of the check for jobs whose lock ran out. A job is taken over at most lockDurationMs + 2 x this after its worker died. */
  stalledIntervalMs: 2000,
} as const;
