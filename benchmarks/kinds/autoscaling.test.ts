import { fakePredict } from '../testing/fake-predict';
import { fakeQueue } from '../testing/fake-queue';
import { jobInput, readyPod, runOnLoopback } from '../testing/job';

const stops: (() => Promise<void>)[] = [];
jest.setTimeout(60_000);
afterEach(() => Promise.all(stops.splice(0).map((stop) => stop())));

function started<Server extends { readonly stop: () => Promise<void> }>(server: Server): Server {
  stops.push(() => server.stop());
  return server;
}

const step = {
  phases: [
    { seconds: 1, rps: 5 },
    { seconds: 4, rps: 30 },
  ],
  arrivals: 'uniform',
};
const benchmark = (target: string, settleSeconds = 0, idleSeconds = 0) => ({
  kind: 'autoscaling',
  target,
  scenario: 'step',
  settleSeconds,
  idleSeconds,
});
/** Ready pods of each look: one at the start, then one per second. */
const podsByLook = (ready: readonly number[]) => {
  let look = 0;
  const count = (): number => ready[Math.min(look++, ready.length - 1)] ?? 0;
  return {
    pods: () =>
      Promise.resolve(Array.from({ length: count() }, (_, index) => ({ ...readyPod, uid: `${index}`, name: `${index}` }))),
  };
};

test('when replicas rise in the high phase, the result has the time to most replicas and the p95 before and after', async () => {
  const server = started(await fakePredict({ serviceMs: 1 }));
  const input = jobInput('autoscaling/hpa', benchmark('fastapi', 1), { fastapi: server }, step);
  const result = await runOnLoopback(input, { pods: podsByLook([1, 1, 1, 3, 3, 2]) });
  expect(result.metrics['replicasMax']).toBe(3);
  expect(result.metrics['timeToMaxReplicasSeconds']).toBeGreaterThan(0);
  for (const name of ['rampP95Ms', 'settledP95Ms', 'p95Ms', 'costPer1000Usd', 'replicaSeconds'])
    expect(result.metrics[name]).toBeGreaterThan(0);
  expect(result.metrics).toMatchObject({ rampErrorRate: 0, requests: 125 });
  expect(result.metrics['coldStartMs']).toBeUndefined();
  expect(result.durationSeconds).toBeGreaterThanOrEqual(6);
  expect(Object.keys(result.series).sort()).toEqual([
    'cpuCores',
    'desiredReplicas',
    'errors',
    'offeredRps',
    'p95Ms',
    'replicas',
    'throughputRps',
  ]);
  expect(result.verdict.pass).toBe(true);
});

test('the result names the autoscaler and the resources of each pod', async () => {
  const server = started(await fakePredict({ serviceMs: 1 }));
  const input = jobInput(
    'autoscaling/hpa',
    benchmark('fastapi'),
    { fastapi: server },
    { ...step, phases: [{ seconds: 1, rps: 5 }] },
  );
  const autoscaling = { hpa: { maxReplicas: 3 } };
  const scaled = { ...input, targets: { fastapi: { ...input.targets['fastapi']!, autoscaling } } };
  expect((await runOnLoopback(scaled)).subject.scaling).toEqual({ autoscaling, cpuRequestMillis: 1000, cpuLimitMillis: 1000 });
  expect((await runOnLoopback(input)).subject).not.toHaveProperty('scaling');
});

test('the usage of an idle pod is measured before the load; without pods there is no wait', async () => {
  const server = started(await fakePredict({ serviceMs: 1 }));
  const input = jobInput(
    'autoscaling/hpa',
    benchmark('fastapi', 0, 1),
    { fastapi: server },
    { ...step, phases: [{ seconds: 1, rps: 5 }] },
  );
  const pod = { ...readyPod, startupSeconds: 4 };
  const { metrics, series } = await runOnLoopback(input, { pods: { pods: () => Promise.resolve([pod]) } });
  expect(metrics['startupSeconds']).toBe(4);
  expect(metrics['idleCpuMillis']).toBeGreaterThanOrEqual(0);
  // No total includes that second.
  expect(series['replicas']?.points[0]?.[0]).toBeGreaterThanOrEqual(1);
  expect((await runOnLoopback(input, { pods: podsByLook([0]) })).metrics).not.toHaveProperty('idleCpuMillis');
});

test('the first request to a service at zero replicas is the cold start', async () => {
  const server = started(await fakePredict({ stall: { fromMs: 0, forMs: 400 } }));
  const result = await runOnLoopback(jobInput('autoscaling/knative', benchmark('fastapi'), { fastapi: server }, step), {
    pods: podsByLook([0, 1]),
  });
  expect(result.metrics['coldStartMs']).toBeGreaterThanOrEqual(400);
  expect(result.metrics['sloMissRate']).toBeGreaterThan(0);
});

test('for a queue the load is jobs, and none may be lost', async () => {
  const server = started(await fakeQueue({ serviceMs: 2 }));
  const result = await runOnLoopback(jobInput('autoscaling/keda', benchmark('queue'), { queue: server }, step), {
    pods: podsByLook([0, 2]),
  });
  expect(result.metrics).toMatchObject({ jobs: 125, jobsLost: 0, errorRate: 0 });
  expect(result.metrics['backlogMax']).toBeGreaterThanOrEqual(0);
  expect(result.metrics['coldStartMs']).toBeGreaterThanOrEqual(2);
  expect(result.series['queueDepth']?.unit).toBe('jobs');
  expect(result.verdict.pass).toBe(true);
});

test('a lost job fails the verdict of a queue', async () => {
  const server = started(await fakeQueue({ loses: [3] }));
  const start = performance.now();
  const result = await runOnLoopback(jobInput('autoscaling/keda', benchmark('queue'), { queue: server }, step), {
    monotonicMs: () => start + (performance.now() - start) * 30,
    sleep: (ms) => new Promise((done) => setTimeout(done, ms / 30)),
  });
  expect(result.metrics['jobsLost']).toBe(1);
  expect(result.errors.byKind).toEqual({ 'job-lost': 1 });
  expect(result.verdict.pass).toBe(false);
});
