import { Job, Queue } from 'bullmq';
import type Redis from 'ioredis';
import type { PredictionResult } from '../prediction';
import {
  COUNTED_STATES,
  IdTakenError,
  QUEUE_NAME,
  QueueUnavailableError,
  type JobCounts,
  type JobData,
  type JobQueue,
  type JobStatus,
  type JobView,
} from './job-queue';

type PredictJob = Job<JobData, PredictionResult>;

/** BullMQ waits for its connection without a bound of its own; no answer to a client may take longer than this. */
const ANSWER_WITHIN_MS = 2000;

export class BullJobQueue implements JobQueue {
  private readonly queue: Queue<JobData, PredictionResult>;

  /**
   * @param redis an impatient connection; closed with the queue
   * @param resultTtlSeconds how long a finished job can be read
   * @param nowMs clock, milliseconds since 1970
   */
  public constructor(
    private readonly redis: Redis,
    private readonly resultTtlSeconds: number,
    private readonly nowMs: () => number,
  ) {
    this.queue = new Queue(QUEUE_NAME, { connection: redis });
    // The connection logs its own errors; without a listener here they would end the process.
    this.queue.on('error', () => undefined);
  }

  public async add(texts: readonly string[], id: string): Promise<JobView> {
    return this.answer(async () => {
      const age = { age: this.resultTtlSeconds };
      const added = await this.queue.add(QUEUE_NAME, { texts }, { jobId: id, removeOnComplete: age, removeOnFail: age });
      // An id that exists leaves the old job as it is, and BullMQ hands back the new data under it.
      const stored = await this.queue.getJob(id);
      if (stored === undefined) return view(added, 'waiting');
      if (JSON.stringify(stored.data.texts) !== JSON.stringify(texts)) throw new IdTakenError(id);
      return this.viewOf(stored);
    });
  }

  public async find(id: string): Promise<JobView | undefined> {
    return this.answer(async () => {
      const job = await this.queue.getJob(id);
      if (job === undefined || this.isExpired(job)) return undefined;
      return this.viewOf(job);
    });
  }

  public async counts(): Promise<JobCounts> {
    return this.answer(async () => {
      const counts = await this.queue.getJobCounts(...COUNTED_STATES);
      const entries = COUNTED_STATES.map((state) => [state, counts[state] ?? 0] as const);
      return Object.fromEntries(entries) as Record<(typeof COUNTED_STATES)[number], number>;
    });
  }

  public notReady(): string | undefined {
    return this.redis.status === 'ready' ? undefined : 'Redis is not connected';
  }

  public async close(): Promise<void> {
    this.redis.disconnect();
    await this.queue.close();
  }

  /** BullMQ removes aged jobs only when another one finishes, so on an idle queue their age is checked here. */
  private isExpired(job: PredictJob): boolean {
    return job.finishedOn !== undefined && this.nowMs() - job.finishedOn > this.resultTtlSeconds * 1000;
  }

  private async viewOf(job: PredictJob): Promise<JobView> {
    if (job.finishedOn !== undefined) return view(job, job.failedReason ? 'failed' : 'completed');
    const state = await job.getState();
    if (state === 'active') return view(job, 'active');
    if (state !== 'completed' && state !== 'failed') return view(job, 'waiting');
    // It finished between the two reads.
    const finished = (await this.queue.getJob(job.id ?? '')) ?? job;
    return view(finished, state);
  }

  private async answer<T>(operation: () => Promise<T>): Promise<T> {
    const reason = this.notReady();
    if (reason !== undefined) throw new QueueUnavailableError(reason);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new QueueUnavailableError(`Redis did not answer within ${ANSWER_WITHIN_MS} ms`));
      }, ANSWER_WITHIN_MS);
    });
    try {
      return await Promise.race([operation(), timeout]);
    } catch (error) {
      throw isConnectionError(error) ? new QueueUnavailableError(error.message) : error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** ioredis has no common class for "the server is not there". */
function isConnectionError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    /Connection is closed|isn't writeable|Command timed out|Reached the max retries|ECONN|EPIPE|LOADING|READONLY/.test(
      error.message,
    )
  );
}

function view(job: PredictJob, status: JobStatus): JobView {
  const waiting = status === 'waiting';
  const completed = status === 'completed';
  return {
    id: job.id ?? '',
    status,
    createdAtMs: job.timestamp,
    startedAtMs: waiting ? undefined : job.processedOn,
    finishedAtMs: job.finishedOn,
    result: completed ? job.returnvalue : undefined,
    failure: status === 'failed' ? job.failedReason : undefined,
  };
}
