import { UserError } from '../../contract/user-error';
import type { BenchmarkResult } from '../../contract/result';
import { fakePredict, FAKE_MODEL, type FakeBehaviour } from '../testing/fake-predict';
import type { FakeServer } from '../testing/loopback';
import { jobInput, readyPod, runOnLoopback } from '../testing/job';

jest.setTimeout(60_000);
const servers: FakeServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

async function serve(behaviour: FakeBehaviour): Promise<FakeServer> {
  const server = await fakePredict(behaviour);
  servers.push(server);
  return server;
}

const QUICK = {
  kind: 'load',
  target: 'fastapi',
  scenario: 'quick',
  warmupSeconds: 0.2,
  saturationConcurrency: 2,
  saturationSeconds: 1,
  sloSteps: 2,
  sloStepSeconds: 0.5,
};
const scenario = { phases: [{ seconds: 2, rps: 40 }], arrivals: 'uniform', timeoutMs: 500 };
const input = (server: FakeServer, more: object = {}) =>
  jobInput('load/fastapi', { ...QUICK, ...more }, { fastapi: server }, scenario);
const failedChecks = (result: BenchmarkResult): string[] =>
  result.verdict.checks.filter((one) => !one.pass).map((one) => one.metric);

test('a healthy server gives every number of a load benchmark', async () => {
  const server = await serve({ serviceMs: 2 });
  // No request of a healthy server times out, however slow the machine is.
  const patient = { ...scenario, timeoutMs: 30_000 };
  const result = await runOnLoopback(jobInput('load/fastapi', QUICK, { fastapi: server }, patient));
  expect(result.metrics).toMatchObject({ requests: 80, offeredRps: 40, errorRate: 0, replicasMax: 1, podRestarts: 0 });
  for (const name of ['p50Ms', 'p95Ms', 'p99Ms', 'maxMs', 'throughputRps', 'saturationRps', 'cpuCoreSeconds', 'costPer1000Usd'])
    expect(result.metrics[name]).toBeGreaterThan(0);
  expect(result.metrics['p50Ms']).toBeLessThanOrEqual(result.metrics['p95Ms']!);
  expect(result.metrics['memoryPeakBytes']).toBe(1e8);
  expect(result.errors).toEqual({ total: 0, byKind: {} });
  expect(result.subject).toMatchObject({ modelSha256: FAKE_MODEL.sha256, modelVariant: 'fp32', configHash: 'c0ffee' });
  expect(Object.keys(result.series).sort()).toEqual([
    'cpuCores',
    'desiredReplicas',
    'errors',
    'offeredRps',
    'p95Ms',
    'replicas',
    'throughputRps',
  ]);
  expect(result.series['offeredRps']?.points.map(([, rps]) => rps)).toEqual([40, 40]);
  // Pod-seconds are those of the main scenario; one core and half a GiB at the default prices.
  const seconds = result.metrics['replicaSeconds']!;
  expect(result.metrics['costPer1000Usd']).toBeCloseTo((((0.0316 + 0.0042 / 2) * seconds) / 3600 / 80) * 1000, 9);
});

test('the search gives one sorted row per step, and its answer is the highest step that held', async () => {
  const result = await runOnLoopback(input(await serve({ serviceMs: 2 })));
  const held = result.rows.filter((row) => row['withinSlo'] === true).map((row) => Number(row['offeredRps']));
  expect(result.rows.length).toBeGreaterThanOrEqual(2);
  expect(result.metrics['maxRpsWithinSlo']).toBeLessThanOrEqual(Math.max(...held));
  const offered = result.rows.map((row) => Number(row['offeredRps']));
  expect([...offered].sort((one, other) => one - other)).toEqual(offered);
});

test('a server that dies in the main scenario gives errors and a failed verdict, not a success', async () => {
  const result = await runOnLoopback(input(await serve({ dieAfter: 30 })));
  expect(result.errors.byKind['connection']).toBeGreaterThan(0);
  expect(result.verdict.pass).toBe(false);
  expect(failedChecks(result)).toEqual(expect.arrayContaining(['errorRate', 'connectionErrorRate']));
  expect(result.marks.map((one) => one.mark)).toContain('errors');
});

test('a server that dies after the main scenario fails the verdict too', async () => {
  const result = await runOnLoopback(input(await serve({ serviceMs: 1, dieAfter: 100 })));
  expect(result.metrics['errorRate']).toBe(0);
  expect(failedChecks(result)).toContain('connectionErrorRate');
  expect(result.marks.map((one) => one.mark)).toContain('errors');
});

test('a server that never starts gives a result made of errors', async () => {
  const server = await serve({});
  await server.stop();
  const result = await runOnLoopback(input(server));
  expect(result.metrics['errorRate']).toBe(1);
  expect(result.metrics['p95Ms']).toBeUndefined();
  expect(result.metrics['saturationRps']).toBeUndefined();
  expect(failedChecks(result)).toEqual(['throughputRps', 'errorRate', 'connectionErrorRate']);
  expect(result.subject.modelSha256).toBeNull();
});

test('a server that never answers ends in time-outs, within the scenario and its time-out', async () => {
  const result = await runOnLoopback(input(await serve({ silent: true })));
  expect(Object.keys(result.errors.byKind)).toEqual(['timeout']);
  expect(result.verdict.pass).toBe(false);
});

test('slow answers fail the p95 check with the value and the bound', async () => {
  const result = await runOnLoopback(input(await serve({ stall: { fromMs: 500, forMs: 450 } }), { sloSteps: 0 }));
  const p95 = result.verdict.checks.find((one) => one.metric === 'p95Ms');
  expect(p95).toMatchObject({ bound: 250, comparison: '<=', pass: false });
  expect(p95?.value).toBe(result.metrics['p95Ms']);
  expect(result.rows).toEqual([]);
  expect(result.metrics['maxRpsWithinSlo']).toBeUndefined();
});

test('when pods cannot be listed, CPU and cost are missing and the result is marked', async () => {
  const refusing = { pods: () => Promise.reject(new Error('the Kubernetes API answered 403')) };
  const result = await runOnLoopback(input(await serve({}), { sloSteps: 0 }), { pods: refusing });
  expect(result.metrics['cpuCoreSeconds']).toBeUndefined();
  expect(result.metrics['costPer1000Usd']).toBeUndefined();
  expect(result.marks).toContainEqual({
    mark: 'incomplete',
    reason: 'CPU, memory and cost are missing: the Kubernetes API answered 403',
  });
});

test('a CPU limit that was not enforced marks the result', async () => {
  const pods = { pods: () => Promise.resolve([{ ...readyPod, isCpuLimitEnforced: false }]) };
  const result = await runOnLoopback(input(await serve({}), { sloSteps: 0 }), { pods });
  expect(result.marks.map((one) => one.mark)).toContain('limit-not-enforced');
});

test('a closed-loop scenario runs on autocannon', async () => {
  const server = await serve({ serviceMs: 1 });
  const closed = { phases: [{ seconds: 1 }, { seconds: 1 }], concurrency: 2 };
  const result = await runOnLoopback(jobInput('load/fastapi', { ...QUICK, sloSteps: 0 }, { fastapi: server }, closed));
  expect(result.metrics['requests']).toBeGreaterThan(20);
  expect(result.metrics['latenessP99Ms']).toBeUndefined();
  expect(result.howMade.join(' ')).toContain('closed loop of 2 clients');
});

test('a target that the input does not describe is named', async () => {
  const server = await serve({});
  const run = runOnLoopback(jobInput('load/fastapi', QUICK, { other: server }, scenario));
  await expect(run).rejects.toThrow(UserError);
  await expect(run).rejects.toThrow(/has no fastapi/);
});
