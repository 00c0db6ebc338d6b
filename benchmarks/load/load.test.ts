import { scenarioSchema, type Scenario } from '../../contract/scenario';
import { clockFrom, sleep } from '../clock';
import { percentile, sortedCopy } from '../../contract/statistics';
import { fakePredict, type FakeBehaviour } from '../testing/fake-predict';
import type { FakeServer } from '../testing/loopback';
import { closedLoop } from './closed-loop';
import { openLoop } from './open-loop';
import { PREDICT_REQUEST } from '../../contract/request';
import { describedRequest } from './described';
import { answered, errorsByKind, latencyMs, type Samples } from './samples';

const now = clockFrom(performance.now(), () => performance.now());
const timing = { now, sleep };
jest.setTimeout(60_000);
const servers: FakeServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

async function serve(behaviour: FakeBehaviour): Promise<FakeServer> {
  const server = await fakePredict(behaviour);
  servers.push(server);
  return server;
}

const steady = (rps: number, seconds: number, more: object = {}): Scenario =>
  scenarioSchema.parse({ phases: [{ seconds, rps }], arrivals: 'uniform', ...more });
const request = (server: FakeServer) => describedRequest(server.url, PREDICT_REQUEST, ['a text']);
const p99 = (samples: Samples): number => percentile(sortedCopy(answered(samples).map(latencyMs)), 0.99)!;

test('every request of an open loop is answered and accounted for, in order of its intended time', async () => {
  const server = await serve({});
  const samples = await openLoop(steady(100, 1), request(server), timing);
  expect(samples.all).toHaveLength(100);
  expect(server.seen.requests).toBe(100);
  expect(errorsByKind(samples.all)).toEqual({});
  samples.all.forEach((sample, index) => {
    expect(sample.intendedMs - samples.startMs).toBeCloseTo(index * 10 + 5, 6);
    expect(sample.sentMs).toBeGreaterThanOrEqual(sample.intendedMs);
    expect(sample.doneMs).toBeGreaterThanOrEqual(sample.sentMs);
  });
});

test('a stall of a second and a half shows in the p99 of the open loop and as a single request in the closed loop', async () => {
  const stall = { fromMs: 200, forMs: 1500 };
  const open = await openLoop(steady(100, 2), request(await serve({ serviceMs: 1, stall })), timing);
  const closed = await closedLoop(
    { concurrency: 1, seconds: 2, timeoutMs: 10_000 },
    request(await serve({ serviceMs: 1, stall })),
    now,
  );
  // About 150 of 200 requests were meant for the stall; the one client of the closed loop sent a single one into it.
  expect(p99(open)).toBeGreaterThanOrEqual(900);
  expect(answered(closed).filter((sample) => latencyMs(sample) >= 900)).toHaveLength(1);
  expect(answered(open).filter((sample) => latencyMs(sample) >= 100).length).toBeGreaterThan(50);
});

test('connections are used for ten requests at most, so that new pods behind a Service get load', async () => {
  const server = await serve({});
  await openLoop(steady(100, 1), request(server), timing);
  expect(server.seen.connections).toBeGreaterThanOrEqual(10);
});

test('a server that never answers gives time-outs, counted from the intended time', async () => {
  const server = await serve({ silent: true });
  const samples = await openLoop(steady(20, 0.5, { timeoutMs: 300 }), request(server), timing);
  expect(errorsByKind(samples.all)).toEqual({ timeout: 10 });
  for (const sample of samples.all) expect(sample.doneMs - sample.intendedMs).toBeGreaterThanOrEqual(299);
});

test('a server that dies during the run gives connection errors for the rest of it', async () => {
  const server = await serve({ dieAfter: 20 });
  const samples = await openLoop(steady(100, 1), request(server), timing);
  expect(samples.all).toHaveLength(100);
  expect(answered(samples).length).toBeLessThanOrEqual(20);
  expect(errorsByKind(samples.all)).toEqual({ connection: 100 - answered(samples).length });
});

test.each([
  ['http-5xx', { status: 503, body: '{}' }],
  ['http-4xx', { status: 422, body: '{"error":{}}' }],
  ['wrong-answer', { status: 200, body: 'not JSON' }],
  ['wrong-answer', { status: 200, body: '{"model":{"sha256":"a","variant":"fp32"},"predictions":[]}' }],
  [
    'wrong-answer',
    { status: 200, body: '{"model":{"sha256":"a","variant":"fp32"},"predictions":[{"label":"spam","probability":null}]}' },
  ],
  ['wrong-answer', { status: 204, body: '' }],
])('an answer is counted as %s when it is %j', async (kind, reply) => {
  const open = await openLoop(steady(10, 0.3), request(await serve({ reply: () => reply })), timing);
  expect(errorsByKind(open.all)).toEqual({ [kind]: 3 });
});

test('the closed loop counts wrong answers too', async () => {
  const reply = (count: number) => (count % 2 === 0 ? { status: 500, body: '{}' } : { status: 200, body: '[]' });
  const samples = await closedLoop({ concurrency: 1, seconds: 0.3, timeoutMs: 1000 }, request(await serve({ reply })), now);
  expect(answered(samples)).toHaveLength(0);
  expect(Object.keys(errorsByKind(samples.all)).sort()).toEqual(['http-5xx', 'wrong-answer']);
});

test('the closed loop ends early and with errors when the server dies', async () => {
  const server = await serve({ dieAfter: 10 });
  const samples = await closedLoop({ concurrency: 2, seconds: 60, timeoutMs: 10_000 }, request(server), now);
  expect(answered(samples).length).toBeGreaterThan(0);
  expect(errorsByKind(samples.all)['connection']).toBe(6);
  expect(samples.seconds).toBeLessThan(30);
});

test('the closed loop ends when nobody ever listened', async () => {
  const server = await serve({});
  await server.stop();
  const samples = await closedLoop({ concurrency: 4, seconds: 60, timeoutMs: 10_000 }, request(server), now);
  expect(errorsByKind(samples.all)).toEqual({ connection: 12 });
});
