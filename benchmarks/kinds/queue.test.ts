import { UserError } from '../../contract/user-error';
import type { BenchmarkResult } from '../../contract/result';
import { fakeQueue, type FakeQueueBehaviour } from '../testing/fake-queue';
import { jobInput, runOnLoopback } from '../testing/job';

const stops: (() => Promise<void>)[] = [];
jest.setTimeout(60_000);
afterEach(() => Promise.all(stops.splice(0).map((stop) => stop())));

async function queue(behaviour: FakeQueueBehaviour = {}) {
  const server = await fakeQueue(behaviour);
  stops.push(() => server.stop());
  return server;
}

const paced = { phases: [{ seconds: 1, rps: 20 }], arrivals: 'uniform' };
const check = (result: BenchmarkResult, metric: string) => result.verdict.checks.find((one) => one.metric === metric);

/** Real time, except that a stall of the queue is not waited out. */
function fastClock() {
  const start = performance.now();
  return {
    monotonicMs: () => start + (performance.now() - start) * 30,
    sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms / 30)),
  };
}

describe('a queue benchmark', () => {
  test('counts every job and takes wait and total from the times of the service', async () => {
    const server = await queue({ serviceMs: 5 });
    const result = await runOnLoopback(
      jobInput('queue/throughput', { kind: 'queue', target: 'queue', jobs: 40, scenario: 's' }, { queue: server }, paced),
    );
    expect(result.metrics).toMatchObject({ jobs: 60, jobsLost: 0, errorRate: 0 });
    // One worker takes 5 ms a job: 200 jobs/s is the most that is possible.
    expect(result.metrics['jobsPerSecond']).toBeLessThanOrEqual(201);
    expect(result.metrics['totalP50Ms']).toBeGreaterThanOrEqual(5);
    expect(result.metrics['totalP95Ms']! - result.metrics['waitP95Ms']!).toBeCloseTo(5, 0);
    expect(result.series['queueDepth']?.points.length).toBeGreaterThan(1);
    expect(result.subject.modelVariant).toBe('fp32');
    expect(check(result, 'jobsLost')?.pass).toBe(true);
  });

  test('names a job that was accepted and never done, and one that failed', async () => {
    const server = await queue({ loses: [20], fails: [30] });
    const input = jobInput(
      'queue/throughput',
      { kind: 'queue', target: 'queue', jobs: 30, scenario: 's' },
      { queue: server },
      paced,
    );
    const result = await runOnLoopback(input, fastClock());
    expect(result.errors.byKind).toEqual({ 'job-lost': 1, 'job-failed': 1 });
    expect(check(result, 'jobsLost')).toMatchObject({ value: 2, pass: false });
    expect(result.verdict.pass).toBe(false);
  });

  test('ends with errors when the API is not there', async () => {
    const server = await queue();
    await server.stop();
    const input = jobInput(
      'queue/throughput',
      { kind: 'queue', target: 'queue', jobs: 500, scenario: 's' },
      { queue: server },
      paced,
    );
    const result = await runOnLoopback(input);
    expect(result.metrics['jobs']).toBe(0);
    expect(Object.keys(result.errors.byKind)).toEqual(['connection']);
    expect(result.verdict.pass).toBe(false);
  });

  test('refuses a closed-loop scenario', async () => {
    const server = await queue();
    const closed = { phases: [{ seconds: 1 }], concurrency: 2 };
    const input = jobInput('queue/throughput', { kind: 'queue', target: 'queue', scenario: 's' }, { queue: server }, closed);
    await expect(runOnLoopback(input)).rejects.toThrow(UserError);
  });
});
