import { IdTakenError, QueueUnavailableError, type JobCounts, type JobQueue, type JobView } from '../jobs/job-queue';

/** Jobs in memory, with a switch for "Redis is away". */
export class FakeJobQueue implements JobQueue {
  public readonly jobs = new Map<string, { view: JobView; texts: readonly string[] }>();
  public away = false;

  public async add(texts: readonly string[], id: string): Promise<JobView> {
    this.check();
    const existing = this.jobs.get(id);
    if (existing !== undefined && existing.texts.join() !== texts.join()) throw new IdTakenError(id);
    if (existing !== undefined) return Promise.resolve(existing.view);
    const view: JobView = {
      id,
      status: 'waiting',
      createdAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
      startedAtMs: undefined,
      finishedAtMs: undefined,
      result: undefined,
      failure: undefined,
    };
    this.jobs.set(id, { view, texts });
    return Promise.resolve(view);
  }

  /** Makes a job what a worker would make of it. */
  public change(id: string, changes: Partial<JobView>): void {
    const job = this.jobs.get(id);
    if (job !== undefined) this.jobs.set(id, { ...job, view: { ...job.view, ...changes } });
  }

  public async find(id: string): Promise<JobView | undefined> {
    this.check();
    return Promise.resolve(this.jobs.get(id)?.view);
  }

  public async counts(): Promise<JobCounts> {
    this.check();
    return Promise.resolve({ waiting: this.jobs.size, active: 0, prioritized: 0, delayed: 0, completed: 0, failed: 0 });
  }

  public notReady(): string | undefined {
    return this.away ? 'Redis is not connected' : undefined;
  }

  public async close(): Promise<void> {
    return Promise.resolve();
  }

  private check(): void {
    if (this.away) throw new QueueUnavailableError('Redis is not connected');
  }
}
