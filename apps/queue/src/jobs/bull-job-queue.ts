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
      const [status, stored = added] = await this.read(id);
      if (JSON.stringify(stored.data.texts) !== JSON.stringify(texts)) throw new IdTakenError(id);
      return view(stored, status);
    });
  }

  public async find(id: string): Promise<JobView | undefined> {
    return this.answer(async () => {
      const [status, job] = await this.read(id);
      return job === undefined || this.isExpired(job) ? undefined : view(job, status);
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

  /**
   * The state comes first and the job second, so that the job is never older than its state: one that is active has
   * its start, one that is completed its result. One that finished in between has the newer status.
   */
  private async read(id: string): Promise<[JobStatus, PredictJob | undefined]> {
    const state = await this.queue.getJobState(id);
    const job = await this.queue.getJob(id);
    if (state === 'completed' || state === 'failed') return [state, job];
    if (job?.finishedOn !== undefined) return [job.failedReason ? 'failed' : 'completed', job];
    return [state === 'active' ? 'active' : 'waiting', job];
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
