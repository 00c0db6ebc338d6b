import { sentRequest, requestSchema } from '../../contract/request';
import { scenarioSchema } from '../../contract/scenario';
import { fakePredict, type FakeBehaviour } from '../testing/fake-predict';
import { serveOnLoopback, type FakeServer } from '../testing/loopback';
import { measureUrl } from './measure-url';

jest.setTimeout(120_000);
const servers: FakeServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

const request = sentRequest(
  requestSchema.parse({ path: '/v1/predict', body: '{"text": "a"}', success: { json: { '$.predictions[0].label': '^spam$' } } }),
  () => '',
);
const slo = { p95Ms: 250, errorRate: 0.01 };

async function measured(behaviour: FakeBehaviour) {
  const server = await fakePredict(behaviour);
  servers.push(server);
  const scenario = scenarioSchema.parse({ phases: [{ seconds: 1, rps: 10 }] });
  return measureUrl({ origin: server.url, request, slo, timeoutMs: 2000, scenario, print: () => undefined });
}

test('a service that runs already is measured by its address: a load that it holds, and the most it answers', async () => {
  const { metrics, errors, rows } = await measured({ serviceMs: 20 });
  expect(errors.total).toBe(0);
  // One request after another, 20 ms each: never more than 50 a second.
  expect(metrics['saturationRps']).toBeLessThanOrEqual(51);
  expect(metrics['maxRpsWithinSlo']).toBeGreaterThan(0);
  expect(rows.length).toBeGreaterThan(1);
});

test('answers that fail the success check are errors, whatever their status', async () => {
  let count = 0;
  const { errors } = await measured({ probability: () => (count++ === 0 ? 0.9 : 0.1) });
  expect(errors.total).toBeGreaterThan(0);
  expect(Object.keys(errors.byKind)).toEqual(['wrong-answer']);
});

test.each([
  [{ reply: () => ({ status: 422, body: '{"error": "no text"}' }) }, /answers 422.*no text(.|\n)*--body/],
  [{ probability: () => 0.1 }, /answers 200, which the success check does not take(.|\n)*--expect-json/],
  [{ silent: true }, /does not answer within 2000 ms/],
] as const)('a first answer that would only make errors ends the measurement: %j', async (behaviour, problem) => {
  await expect(measured(behaviour)).rejects.toThrow(problem);
});

test('nobody listening is told as such', async () => {
  const server = await fakePredict({});
  await server.stop();
  await expect(measureUrl({ origin: server.url, request, slo, timeoutMs: 2000, print: () => undefined })).rejects.toThrow(
    /cannot be reached \(ECONNREFUSED\)/,
  );
});

test('a service that is about to listen is waited for, and its first answer counts', async () => {
  let asked = 0;
  const server = await serveOnLoopback((incoming, response) => {
    asked += 1;
    if (asked <= 2) incoming.socket.destroy();
    else response.writeHead(422).end();
  });
  servers.push(server);
  const plan = { origin: server.url, request, slo, timeoutMs: 2000, print: () => undefined };
  await expect(measureUrl({ ...plan, startLimitMs: 60_000 })).rejects.toThrow(/answers 422/);
  expect(asked).toBe(3);
});

test('a stream of events is refused at its first answer', async () => {
  const server = await serveOnLoopback((_, response) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n'),
  );
  servers.push(server);
  await expect(measureUrl({ origin: server.url, request, slo, timeoutMs: 2000, print: () => undefined })).rejects.toThrow(
    /stream of events/,
  );
});
