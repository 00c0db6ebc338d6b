import { PREDICT_REQUEST } from '../../contract/request';
import { fakePredict } from '../testing/fake-predict';
import type { FakeServer } from '../testing/loopback';
import { fakeQueue } from '../testing/fake-queue';
import { fakeBare, fakeV2 } from '../testing/fake-serving';
import { jobInput, runOnLoopback } from '../testing/job';
import { differencesOf } from './parity';

jest.setTimeout(60_000);
const servers: { stop: () => Promise<void> }[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

async function started<Server extends FakeServer>(starting: Promise<Server>): Promise<Server> {
  const server = await starting;
  servers.push(server);
  return server;
}

const serving = (names: readonly string[], more: object = {}): object => ({
  kind: 'serving',
  servers: names,
  warmupSeconds: 0,
  concurrencies: [1, 4],
  closedSeconds: 0.4,
  openShares: [0.5],
  openSeconds: 0.5,
  timeoutMs: 2000,
  ...more,
});

test('every server gets a row with its share of the limit, and a curve with a point for each level', async () => {
  const bare = await started(fakeBare(100));
  const fastapi = await started(fakePredict({ serviceMs: 20 }));
  const triton = await started(fakeV2(() => 0.9));
  const result = await runOnLoopback(jobInput('serving/throughput', serving(['fastapi', 'triton']), { bare, fastapi, triton }));
  expect(result.metrics).toMatchObject({ servers: 2, artifacts: 1 });
  expect(result.metrics['limitRps']).toBeCloseTo(100, 6);
  expect(result.rows.map((row) => row['server'])).toEqual(['bare', 'fastapi', 'triton']);
  const [limit, row] = result.rows;
  expect(limit?.['limitShare']).toBe(1);
  // One after another, 20 ms each: never more than 50 a second.
  expect(row?.['saturationRps'] as number).toBeLessThan(52);
  expect(row?.['limitShare']).toBeCloseTo((row?.['saturationRps'] as number) / 100, 6);
  expect(row?.['errors']).toBe(0);
  expect(row?.['p95At50Ms'] as number).toBeGreaterThanOrEqual(19);
  const closed = result.curves?.find(({ x }) => x === 'throughputRps');
  expect(closed?.lines.map(({ label, points }) => [label, points.length])).toEqual([
    ['fastapi', 2],
    ['triton', 2],
  ]);
});

test('a server that dies gives errors in its row and leaves the others unharmed', async () => {
  const bare = await started(fakeBare(100));
  const fastapi = await started(fakePredict({ serviceMs: 5, dieAfter: 10 }));
  const triton = await started(fakeV2(() => 0.9));
  const result = await runOnLoopback(jobInput('serving/throughput', serving(['fastapi', 'triton']), { bare, fastapi, triton }));
  const [, dead, alive] = result.rows;
  expect(dead?.['errors'] as number).toBeGreaterThan(0);
  expect(alive).toMatchObject({ server: 'triton', errors: 0, errorRate: 0 });
  expect(alive?.['saturationRps'] as number).toBeGreaterThan(0);
  expect(result.marks.find(({ mark }) => mark === 'errors')?.reason).toMatch(/^fastapi: \d+ connection/);
  expect(result.verdict.checks.find(({ name }) => name === 'triton answers')?.pass).toBe(true);
  expect(result.verdict.checks.find(({ name }) => name === 'fastapi answers')?.pass).toBe(false);
});

test('a server that never started has no throughput and no share; all other numbers stay', async () => {
  const bare = await started(fakeBare(100));
  const triton = await started(fakeV2(() => 0.9));
  const gone = { url: 'http://127.0.0.1:9', port: 9 };
  const result = await runOnLoopback(
    jobInput('serving/throughput', serving(['fastapi', 'triton'], { minLimitShare: { fastapi: 0.9 } }), {
      bare,
      fastapi: gone,
      triton,
    }),
  );
  expect(result.rows[1]).toMatchObject({ server: 'fastapi', saturationRps: null, limitShare: null, errorRate: 1 });
  expect(result.verdict.checks.find(({ name }) => name === 'fastapi near the limit')).toMatchObject({ value: 0, pass: false });
  expect(result.curves?.[0]?.lines.map(({ label }) => label)).toEqual(['triton']);
});

test('every server is offered the same loads, whatever its capacity', async () => {
  const bare = await started(fakeBare(100));
  const triton = await started(fakeV2(() => 0.9));
  const input = jobInput('serving/throughput', serving(['triton'], { openShares: [], openRps: [20], openSeconds: 1 }), {
    bare,
    triton,
  });
  const result = await runOnLoopback(input);
  const open = result.curves?.find(({ x }) => x === 'offeredRps');
  expect(open?.lines[0]?.points).toHaveLength(1);
  expect(Object.keys(result.rows[1] ?? {})).toContain('p95At20RpsMs');
});

test('the closed loop keeps its number of jobs unfinished in the queue, and the queue times them', async () => {
  const bare = await started(fakeBare(100));
  const queue = await fakeQueue({ serviceMs: 10 });
  servers.push(queue);
  const result = await runOnLoopback(jobInput('serving/throughput', serving(['queue']), { bare, queue }));
  expect(result.rows[1]).toMatchObject({ server: 'queue', errors: 0 });
  expect(result.rows[1]?.['saturationRps'] as number).toBeGreaterThan(20);
  expect(result.rows[1]?.['saturationRps'] as number).toBeLessThanOrEqual(101);
});

test('servers that agree pass, and one that labels differently fails with the number of texts', async () => {
  const fastapi = await started(fakePredict({ probability: (text) => (text.startsWith('spam') ? 0.9 : 0.2) }));
  const triton = await started(fakeV2((text) => (text.startsWith('spam') ? 0.90005 : 0.2)));
  const kserve = await started(fakeV2(() => 0.9));
  const parity = { kind: 'parity', servers: ['triton', 'kserve'], texts: 20 };
  const result = await runOnLoopback(jobInput('serving/parity', parity, { fastapi, triton, kserve }));
  expect(result.rows).toEqual([
    {
      server: 'triton',
      comparedTexts: 20,
      maxProbabilityDifference: expect.closeTo(5e-5, 9) as number,
      labelDifferences: 0,
      errors: 0,
    },
    {
      server: 'kserve',
      comparedTexts: 20,
      maxProbabilityDifference: expect.closeTo(0.7, 9) as number,
      labelDifferences: 15,
      errors: 0,
    },
  ]);
  expect(result.verdict.checks.filter(({ pass }) => !pass).map(({ name }) => name)).toEqual([
    'kserve gives the same labels',
    'kserve gives the same probabilities',
  ]);
});

test('a server that does not answer fails the parity check instead of passing it with nothing compared', async () => {
  const fastapi = await started(fakePredict({}));
  const parity = { kind: 'parity', servers: ['triton'], texts: 5 };
  const gone = { url: 'http://127.0.0.1:9', port: 9 };
  const result = await runOnLoopback(jobInput('serving/parity', parity, { fastapi, triton: gone }));
  expect(result.verdict.pass).toBe(false);
  expect(result.rows[0]).toMatchObject({ comparedTexts: 0, maxProbabilityDifference: null });
});

test('only texts that both answered are compared', () => {
  const spam = { label: 'spam' as const, probability: 0.75 };
  const ham = { label: 'ham' as const, probability: 0.25 };
  expect(differencesOf([spam, undefined, ham], [ham, ham])).toEqual({
    comparedTexts: 1,
    maxProbabilityDifference: 0.5,
    labelDifferences: 1,
  });
});

test('servers of one’s own are compared without the limit of a bare loop, each by its own request', async () => {
  const [fast, slow] = [await started(fakePredict({ serviceMs: 5 })), await started(fakePredict({ serviceMs: 20 }))];
  const input = jobInput('serving', serving(['fast', 'slow'], { target: 'fast' }), { fast, slow });
  const own = { ...PREDICT_REQUEST, lines: ['one', 'two'] };
  const targets = Object.fromEntries(Object.entries(input.targets).map(([name, target]) => [name, { ...target, request: own }]));
  const emails = (): never => {
    throw new Error('no e-mail is needed');
  };
  const result = await runOnLoopback({ ...input, targets }, { emails });
  expect(result.rows.map((row) => [row['server'], row['protocol'], row['limitShare']])).toEqual([
    ['fast', 'POST /v1/predict', null],
    ['slow', 'POST /v1/predict', null],
  ]);
  expect(result.metrics['limitRps']).toBeUndefined();
  expect(result.errors.total).toBe(0);
});
