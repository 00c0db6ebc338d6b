import { predictionsFor, type FakeBehaviour } from './fake-predict';
import { bodyOf, serveOnLoopback, type FakeServer } from './loopback';

export interface FakeQueueBehaviour extends FakeBehaviour {
  /** Jobs with these numbers (from 1) are accepted and never done; the queue forgets them. */
  readonly loses?: readonly number[];
  /** Jobs with these numbers fail. */
  readonly fails?: readonly number[];
}

interface FakeJob {
  readonly createdMs: number;
  readonly startedMs: number;
  readonly finishedMs: number;
  readonly number: number;
  readonly body: string;
}

/** The queue's HTTP interface over one worker that takes `serviceMs` for each job, on a loopback port. */
export function fakeQueue(behaviour: FakeQueueBehaviour = {}): Promise<FakeServer> {
  const jobs: FakeJob[] = [];
  let freeAtMs = 0;
  const isLost = (job: FakeJob): boolean => behaviour.loses?.includes(job.number) ?? false;

  const submit = (body: string): { id: string; status: string } => {
    const createdMs = Date.now();
    const startedMs = Math.max(createdMs, freeAtMs);
    freeAtMs = startedMs + (behaviour.serviceMs ?? 1);
    jobs.push({ createdMs, startedMs, finishedMs: freeAtMs, number: jobs.length + 1, body });
    return { id: `job-${jobs.length}`, status: 'waiting' };
  };
  const show = (job: FakeJob): object => {
    const now = Date.now();
    const iso = (ms: number): string | null => (ms <= now && !isLost(job) ? new Date(ms).toISOString() : null);
    const fails = behaviour.fails?.includes(job.number) ?? false;
    const done = fails ? 'failed' : 'completed';
    return {
      id: `job-${job.number}`,
      status: isLost(job) || job.startedMs > now ? 'waiting' : job.finishedMs > now ? 'active' : done,
      createdAt: new Date(job.createdMs).toISOString(),
      startedAt: iso(job.startedMs),
      finishedAt: iso(job.finishedMs),
      result: iso(job.finishedMs) === null || fails ? null : (JSON.parse(predictionsFor(job.body, behaviour)) as object),
      error: null,
    };
  };
  const counts = (): object => {
    const kept = jobs.filter((job) => !isLost(job));
    const done = kept.filter((job) => job.finishedMs <= Date.now()).length;
    return { waiting: kept.length - done, active: 0, prioritized: 0, delayed: 0, completed: done, failed: 0 };
  };

  const answer = (isSubmit: boolean, path: string, body: string): [number, object] => {
    if (isSubmit) return [202, submit(body)];
    if (path === '/readyz') return [200, {}];
    if (path === '/v1/queue') return [200, counts()];
    const job = jobs[Number(path.replace('/v1/jobs/job-', '')) - 1];
    return job === undefined ? [404, {}] : [200, show(job)];
  };

  return serveOnLoopback((request, response) => {
    void bodyOf(request).then((body) => {
      const [status, value] = answer(request.method === 'POST', request.url ?? '', body);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    });
  });
}
