import { randomBytes } from 'node:crypto';
import { Queue } from 'bullmq';
import type Redis from 'ioredis';
import { JobIds } from './job-ids';
import {
  OPEN_STATES,
  QUEUE_NAME,
  QueueUnavailableError,
  type Flow,
  type JobCounts,
  type JobQueue,
  type JobView,
  type StoreFill,
  type Submission,
} from './job-queue';
import { JobStore, type AdmissionBounds } from './job-store';
import { RETRY_POLICY } from './retry-policy';

/** No answer to a client may take longer: BullMQ waits for its connection without a bound. */
const ANSWER_WITHIN_MS = 2000;
const LOOK_AT_STORE_MS = 1000;
const FIND_STRAYS_MS = 5000;
/** Nobody reads BullMQ's events here, and its default of 10,000 takes megabytes. */
const KEPT_EVENTS = 100;
/** Above this part of the server's memory, the jobs in the store may be impossible to finish. */
const FULL_FROM = 0.95;

export interface BullJobQueueOptions {
  /** An impatient connection; closed with the queue. */
  readonly redis: Redis;
  /** How long the record of a job that ended can be read. */
  readonly resultTtlSeconds: number;
  readonly bounds: AdmissionBounds;
}

/** Jobs in Redis: the store holds them, BullMQ hands them to workers. */
export class BullJobQueue implements JobQueue {
  private readonly queue: Queue;
  private readonly redis: Redis;
  private readonly store: JobStore;
  private readonly timers: readonly NodeJS.Timeout[];
  private knownIds: Promise<JobIds> | undefined;
  private lastFill: StoreFill | undefined;

  public constructor(private readonly options: BullJobQueueOptions) {
    this.redis = options.redis;
    this.store = new JobStore(this.redis);
    this.queue = new Queue(QUEUE_NAME, { connection: this.redis, streams: { events: { maxLen: KEPT_EVENTS } } });
    // The connection logs its own errors; without a listener here they would end the process.
    this.queue.on('error', () => undefined);
    // Another server may be behind the address when it is back.
    this.redis.on('close', () => (this.knownIds = undefined));
    this.timers = [
      setInterval(() => void this.lookAtStore(), LOOK_AT_STORE_MS),
      setInterval(() => void this.bringBackStrays().catch(() => undefined), FIND_STRAYS_MS),
    ];
  }

  public async add(submission: Submission): Promise<Pick<JobView, 'id' | 'status'>> {
    return this.answer(async () => {
      const { resultTtlSeconds, bounds } = this.options;
      const ids = await this.ids();
      const { id, priority } = await this.store.admit(ids.next(), submission, resultTtlSeconds * 1000, bounds);
      if (priority === undefined) return { id, status: (await this.store.look(id))?.status ?? 'waiting' };
      // From here on the job is accepted: if BullMQ does not get it now, it is a stray and gets it soon.
      await this.hand(id, priority).catch(() => undefined);
      return { id, status: 'waiting' };
    });
  }

  public async find(id: string): Promise<JobView | 'expired' | undefined> {
    return this.answer(async () => {
      if (!(await this.ids()).isOurs(id)) return undefined;
      return (await this.store.look(id)) ?? 'expired';
    });
  }

  public async cancel(id: string): Promise<JobView | 'expired' | undefined> {
    return this.answer(async () => {
      if (!(await this.ids()).isOurs(id)) return undefined;
      if (!(await this.store.cancel(id))) return 'expired';
      // An active job is locked and stays: its worker finds out that it is over.
      await this.queue.remove(id).catch(() => undefined);
      return (await this.store.look(id)) ?? 'expired';
    });
  }

  public async counts(): Promise<JobCounts> {
    return this.answer(async () => {
      const [open, ended] = await Promise.all([this.queue.getJobCounts(...OPEN_STATES), this.store.ended()]);
      const entries = OPEN_STATES.map((state) => [state, open[state] ?? 0] as const);
      return { ...(Object.fromEntries(entries) as Record<(typeof OPEN_STATES)[number], number>), ...ended };
    });
  }

  public async flow(): Promise<Flow> {
    return this.answer(() => this.store.flow());
  }

  public notReady(): string | undefined {
    if (this.redis.status !== 'ready') return 'Redis is not connected';
    const { usedBytes = 0, maxBytes } = this.lastFill ?? {};
    if (maxBytes === undefined || usedBytes < FULL_FROM * maxBytes) return undefined;
    return `Redis is full: ${usedBytes} of ${maxBytes} bytes`;
  }

  public fill(): StoreFill | undefined {
    return this.lastFill;
  }

  public async close(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.redis.disconnect();
    await this.queue.close();
  }

  /** Hands BullMQ the jobs that it should have but does not. Returns how many. */
  public async bringBackStrays(): Promise<number> {
    if (this.redis.status !== 'ready' || !(await this.store.takesTurn('strays', FIND_STRAYS_MS))) return 0;
    const strays = await this.store.strays();
    for (const [id, priority] of strays) await this.hand(id, priority);
    return strays.length;
  }

  private async hand(id: string, priority: number): Promise<void> {
    const { maxAttempts, backoff } = RETRY_POLICY;
    const attempts = maxAttempts + 1;
    await this.queue.add(QUEUE_NAME, {}, { jobId: id, priority, attempts, backoff, removeOnComplete: true, removeOnFail: true });
  }

  private async ids(): Promise<JobIds> {
    this.knownIds ??= this.store.secret(randomBytes(32).toString('base64url')).then((secret) => new JobIds(secret));
    try {
      return await this.knownIds;
    } catch (error) {
      this.knownIds = undefined;
      throw error;
    }
  }

  private async lookAtStore(): Promise<void> {
    if (this.redis.status !== 'ready') return;
    const memory = await this.store.memory().catch(() => undefined);
    if (memory !== undefined) this.lastFill = { usedBytes: memory.used, maxBytes: memory.max === 0 ? undefined : memory.max };
  }

  private async answer<T>(operation: () => Promise<T>): Promise<T> {
    if (this.redis.status !== 'ready') throw new QueueUnavailableError('Redis is not connected');
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

/** ioredis has no common class for "the server is gone". A script that lacks memory does not count as a failure here. */
function isConnectionError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    /Connection is closed|isn't writeable|Command timed out|Reached the max retries|ECONN|EPIPE|LOADING|READONLY|^OOM/.test(
      error.message,
    )
  );
}
