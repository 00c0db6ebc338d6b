import type { Target } from '../../contract/job';
import type { Scenario } from '../../contract/scenario';
import { waitUntilReady } from '../http';
import { openLoop, type Timing } from '../load/open-loop';
import type { RequestKind } from '../load/request';
import type { Sample, Samples } from '../load/samples';
import { awaitJobs } from '../queue/await-jobs';
import { Backlog } from '../queue/backlog';
import { burst } from '../queue/burst';
import { QueueClient } from '../queue/client';
import type { Job } from '../queue/job';
import type { Answer, ClosedTurn, ModelServer } from './model-server';

/** How often to check the number of unfinished jobs while keeping it constant. */
const LOOK_MS = 10;
/** After this many unanswered checks in a row the queue counts as gone. */
const GIVE_UP_AFTER = 50;

/**
 * The queue as a server of texts: a closed loop keeps a number of jobs unfinished, an open loop submits at set times. A
 * job's latency is from when the API took it until its result was written, by the service's own clocks.
 */
export class QueueServer implements ModelServer {
  public readonly protocol = 'job of one text';
  private readonly client: QueueClient;

  public constructor(
    public readonly target: Target,
    private readonly timing: Timing,
  ) {
    this.client = new QueueClient(target.url, timing);
  }

  public waitUntilReady(limitMs: number): Promise<void> {
    return waitUntilReady(this.target.url, limitMs, this.timing.now, this.timing.sleep);
  }

  public async closed(texts: readonly string[], { concurrency, seconds, timeoutMs }: ClosedTurn): Promise<Samples> {
    const { now, sleep } = this.timing;
    const ids: string[] = [];
    const refused: Sample[] = [];
    const startMs = now();
    let silentLooks = 0;
    while (now() < startMs + seconds * 1000 && silentLooks < GIVE_UP_AFTER) {
      const counts = await this.client.counts();
      silentLooks = counts === undefined ? silentLooks + 1 : 0;
      const missing = counts === undefined ? 0 : concurrency - counts.backlog;
      if (missing > 0) {
        const next = Array.from({ length: missing }, (_, index) => texts[(ids.length + index) % texts.length] ?? '');
        const submits = await burst(missing, this.submission(next, ids), timeoutMs, this.timing);
        refused.push(...submits.all.filter((sample) => sample.outcome !== 'ok'));
      }
      await sleep(LOOK_MS);
    }
    if (silentLooks === GIVE_UP_AFTER) refused.push(failed(now(), 'connection'));
    const jobs = await this.finished(ids, timeoutMs);
    const all = this.samples(ids, jobs, startMs);
    const lastMs = all.reduce((last, sample) => Math.max(last, sample.doneMs), startMs + 1);
    return { startMs, seconds: (lastMs - startMs) / 1000, all: [...all, ...refused] };
  }

  public async open(texts: readonly string[], scenario: Scenario): Promise<Samples> {
    const ids: string[] = [];
    const submitted = await openLoop(scenario, this.submission(texts, ids), this.timing);
    const jobs = await this.finished(ids, scenario.timeoutMs);
    const refused = submitted.all.filter((sample) => sample.outcome !== 'ok');
    return { ...submitted, all: [...this.samples(ids, jobs, submitted.startMs), ...refused] };
  }

  public async predict(texts: readonly string[], timeoutMs: number): Promise<Answer> {
    const { outcome, answer } = await this.client.predict(texts, timeoutMs);
    return { outcome, predictions: answer?.predictions };
  }

  private submission(texts: readonly string[], ids: string[]): RequestKind {
    return this.client.submission(texts, (_, id) => ids.push(id));
  }

  private async finished(ids: readonly string[], timeoutMs: number): Promise<Map<string, Job>> {
    const backlog = new Backlog(this.client, this.timing);
    const jobs = await awaitJobs(ids, this.client, backlog, this.timing, timeoutMs);
    await backlog.stop();
    return jobs;
  }

  /** The service has another clock, so the first submit is taken as the start of the load. */
  private samples(ids: readonly string[], jobs: ReadonlyMap<string, Job>, startMs: number): Sample[] {
    const first = [...jobs.values()].reduce((least, job) => Math.min(least, job.createdMs), Number.POSITIVE_INFINITY);
    return ids.map((id): Sample => {
      const job = jobs.get(id);
      if (job?.finishedMs === undefined) return failed(startMs, 'timeout');
      const createdMs = startMs + job.createdMs - first;
      const outcome = job.status === 'completed' && job.result !== undefined ? 'ok' : 'wrong-answer';
      return { intendedMs: createdMs, sentMs: createdMs, doneMs: startMs + job.finishedMs - first, outcome };
    });
  }
}

function failed(atMs: number, outcome: Sample['outcome']): Sample {
  return { intendedMs: atMs, sentMs: atMs, doneMs: atMs, outcome };
}
