import {
  COUNTED_STATES,
  KeyReusedError,
  QueueUnavailableError,
  type Flow,
  type JobCounts,
  type JobQueue,
  type JobView,
  type StoreFill,
  type Submission,
} from '../jobs/job-queue';

/** Jobs in memory, with switches for "Redis is away" and for refused submissions. */
export class FakeJobQueue implements JobQueue {
  public readonly jobs = new Map<string, { view: JobView; submission: Submission }>();
  public away = false;
  /** Thrown by the next submissions. */
  public refusal: Error | undefined;
  public filled: StoreFill | undefined;
  public readonly expired = new Set<string>();

  public async add(submission: Submission): Promise<JobView> {
    this.check();
    if (this.refusal !== undefined) throw this.refusal;
    const same = [...this.jobs.values()].find((job) => submission.key !== undefined && job.submission.key === submission.key);
    if (same !== undefined && same.submission.texts.join() !== submission.texts.join()) throw new KeyReusedError();
    if (same !== undefined) return Promise.resolve(same.view);
    const view: JobView = {
      id: `job-${this.jobs.size + 1}`,
      status: 'waiting',
      createdAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
      startedAtMs: undefined,
      finishedAtMs: undefined,
      result: undefined,
      failure: undefined,
      line: undefined,
    };
    this.jobs.set(view.id, { view, submission });
    return Promise.resolve(view);
  }

  /** Changes a job as a worker would. */
  public change(id: string, changes: Partial<JobView>): void {
    const job = this.jobs.get(id);
    if (job !== undefined) this.jobs.set(id, { ...job, view: { ...job.view, ...changes } });
  }

  public async find(id: string): Promise<JobView | 'expired' | undefined> {
    this.check();
    return Promise.resolve(this.expired.has(id) ? 'expired' : this.jobs.get(id)?.view);
  }

  public async cancel(id: string): Promise<JobView | 'expired' | undefined> {
    this.check();
    this.change(id, { status: 'cancelled' });
    return this.find(id);
  }

  public async counts(): Promise<JobCounts> {
    this.check();
    const none = Object.fromEntries(COUNTED_STATES.map((state) => [state, 0])) as Record<(typeof COUNTED_STATES)[number], number>;
    return Promise.resolve({ ...none, waiting: this.jobs.size });
  }

  public async flow(): Promise<Flow> {
    this.check();
    return Promise.resolve({ oldestSeconds: 7, drainPerSecond: 2.5 });
  }

  public notReady(): string | undefined {
    return this.away ? 'Redis is not connected' : undefined;
  }

  public fill(): StoreFill | undefined {
    return this.filled;
  }

  public async close(): Promise<void> {
    return Promise.resolve();
  }

  private check(): void {
    if (this.away) throw new QueueUnavailableError('Redis is not connected');
  }
}
