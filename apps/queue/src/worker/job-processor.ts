import { randomUUID } from 'node:crypto';
import type { Begun, JobStore, Outcome } from '../jobs/job-store';
import type { WorkerMetrics } from '../metrics';
import type { ModelIdentity, Prediction } from '../prediction';
import type { MicroBatcher } from './micro-batcher';
import { Turns } from './turns';

export interface JobProcessorOptions {
  readonly store: Pick<JobStore, 'begin' | 'finish' | 'giveBack'>;
  readonly batcher: Pick<MicroBatcher<string, Prediction>, 'submit'>;
  readonly model: ModelIdentity;
  /** Starts of one job, in all workers together. */
  readonly maxAttempts: number;
  readonly metrics: Pick<WorkerMetrics, 'waitSeconds' | 'totalSeconds' | 'jobs' | 'inflight'>;
}

/** The part of BullMQ's job that counts here. */
export interface TakenJob {
  readonly id?: string | undefined;
  /** How many workers died, or hung for longer than the lock, while they had the job. */
  readonly stalledCounter: number;
}

const SUSPECT_AFTER_DEATHS = 2;

/**
 * What a worker does with one job. Its texts go into batches with those of other jobs. The record of its end is written
 * before BullMQ forgets the job, and only by the attempt that began last, so there is exactly one, whatever dies.
 */
export function jobProcessor(options: JobProcessorOptions): (job: TakenJob) => Promise<void> {
  const turns = new Turns();
  return ({ id = '', stalledCounter }) =>
    turns.run(stalledCounter < SUSPECT_AFTER_DEATHS ? 'usual' : 'suspect', attempt(options, id));
}

function attempt({ store, metrics, ...options }: JobProcessorOptions, id: string): () => Promise<void> {
  return async () => {
    metrics.inflight.inc();
    try {
      const begun = await store.begin(id, options.maxAttempts);
      if (begun === undefined) {
        metrics.jobs.inc({ outcome: 'superseded' });
        return;
      }
      const { token, texts, createdAtMs, startedAtMs } = begun;
      if (texts.length > 0) metrics.waitSeconds.observe((startedAtMs - createdAtMs) / 1000);
      const outcome = await outcomeOf(options, begun);
      if (outcome instanceof Error) {
        await store.giveBack(id, token);
        metrics.jobs.inc({ outcome: 'retried' });
        throw outcome;
      }
      const finishedAtMs = await store.finish(id, token, outcome);
      metrics.jobs.inc({ outcome: finishedAtMs === undefined ? 'superseded' : outcome.state });
      if (finishedAtMs !== undefined && texts.length > 0) metrics.totalSeconds.observe((finishedAtMs - createdAtMs) / 1000);
    } finally {
      metrics.inflight.dec();
    }
  };
}

/** How the attempt ended, or the error after which another one follows. */
async function outcomeOf(
  { batcher, model, maxAttempts }: Pick<JobProcessorOptions, 'batcher' | 'model' | 'maxAttempts'>,
  { token, texts }: Pick<Begun, 'token' | 'texts'>,
): Promise<Outcome | Error> {
  if (texts.length === 0) {
    const message = `${maxAttempts} workers began this job and none ended it.`;
    return { state: 'dead', failure: { code: 'dead_letter', message } };
  }
  const owner = randomUUID();
  try {
    const predictions = await Promise.all(texts.map((text) => batcher.submit(text, owner)));
    return { state: 'completed', result: { model, predictions } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (token < maxAttempts) return new Error(message);
    return { state: 'failed', failure: { code: 'inference_failed', message } };
  }
}
