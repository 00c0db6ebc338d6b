import { Worker } from 'bullmq';
import type Redis from 'ioredis';
import { QUEUE_NAME, type JobData } from '../jobs/job-queue';
import type { WorkerMetrics } from '../metrics';
import type { PredictionResult } from '../prediction';

export interface ConsumerOptions {
  readonly redis: Redis;
  /** Jobs held at once. */
  readonly concurrency: number;
  readonly process: (job: { readonly data: unknown }) => Promise<PredictionResult>;
  readonly metrics: Pick<WorkerMetrics, 'waitSeconds' | 'totalSeconds' | 'jobs' | 'inflight'>;
}

/** Takes jobs from Redis as long as it runs; `close()` of the returned worker finishes those it has. */
export function startConsumer({ redis, concurrency, process, metrics }: ConsumerOptions): Worker<JobData, PredictionResult> {
  const worker = new Worker<JobData, PredictionResult>(QUEUE_NAME, process, { connection: redis, concurrency });
  worker.on('active', (job) => {
    metrics.inflight.inc();
    if (job.processedOn !== undefined) metrics.waitSeconds.observe((job.processedOn - job.timestamp) / 1000);
  });
  worker.on('completed', (job) => {
    metrics.inflight.dec();
    metrics.jobs.inc({ outcome: 'completed' });
    if (job.finishedOn !== undefined) metrics.totalSeconds.observe((job.finishedOn - job.timestamp) / 1000);
  });
  worker.on('failed', (job) => {
    // Without a job it is one that this worker lost before (its lock ran out) and does not hold any more.
    if (job !== undefined) metrics.inflight.dec();
    metrics.jobs.inc({ outcome: 'failed' });
  });
  // The connection logs its own errors; without a listener here they would end the process.
  worker.on('error', () => undefined);
  return worker;
}
