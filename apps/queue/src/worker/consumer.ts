import { Worker } from 'bullmq';
import type Redis from 'ioredis';
import { QUEUE_NAME } from '../jobs/job-queue';
import { RETRY_POLICY } from '../jobs/retry-policy';
import type { WorkerMetrics } from '../metrics';
import type { TakenJob } from './job-processor';

const NEVER = Number.MAX_SAFE_INTEGER;
const RETRY_AFTER_ERROR_MS = 1000;

export interface ConsumerOptions {
  readonly redis: Redis;
  /** Jobs held at once. */
  readonly concurrency: number;
  readonly process: (job: TakenJob) => Promise<void>;
  readonly metrics: Pick<WorkerMetrics, 'stalled' | 'lockRenewFailures'>;
  /** @default - the policy that jobs are submitted with */
  readonly retryPolicy?: { readonly lockDurationMs: number; readonly stalledIntervalMs: number };
}

/** Takes jobs from Redis as long as it runs; `close()` of the returned worker finishes those it has. */
export function startConsumer({ redis, concurrency, process, metrics, retryPolicy = RETRY_POLICY }: ConsumerOptions): Worker {
  const worker = new Worker(QUEUE_NAME, process, {
    connection: redis,
    concurrency,
    lockDuration: retryPolicy.lockDurationMs,
    stalledInterval: retryPolicy.stalledIntervalMs,
    // The store counts attempts and ends the job. If BullMQ gave up first, the job would never end.
    maxStalledCount: NEVER,
    // Pause after an error of Redis; with BullMQ's own 15 s a recovery would take long.
    runRetryDelay: RETRY_AFTER_ERROR_MS,
  });
  worker.on('stalled', () => metrics.stalled.inc());
  worker.on('lockRenewalFailed', (ids) => metrics.lockRenewFailures.inc(ids.length));
  // The connection logs its own errors; without a listener here they would end the process.
  worker.on('error', () => undefined);
  return worker;
}
