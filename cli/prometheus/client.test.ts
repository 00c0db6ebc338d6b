import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../../contract';
import { PrometheusClient } from './client';

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

let server: Server;
let url: string;
let asked: IncomingMessage[];
let answer: Answer | 'never';

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request);
    if (answer === 'never') return;
    const { status = 200, body } = answer;
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function client(address = url, headers: Record<string, string> = {}, timeoutMs = 5_000): PrometheusClient {
  return new PrometheusClient(address, { headers, timeoutMs });
}

const RANGE = { fromSeconds: 100, toSeconds: 160, stepSeconds: 30 };

async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((caught: unknown) => caught);
  if (!(error instanceof UserError)) throw new Error(`no user error: ${String(error)}`);
  return error.message;
}

test('a range is asked from the end of its first step on, and read with its labels', async () => {
  answer = {
    body: {
      status: 'success',
      data: {
        resultType: 'matrix',
        result: [
          {
            metric: { le: '+Inf' },
            values: [
              [130, '1.5'],
              [160, 'NaN'],
            ],
          },
        ],
      },
    },
  };
  const series = await client(`${url}/prefix/`).range('sum(x{a="b+c"})', RANGE);
  expect(series).toEqual([
    {
      labels: { le: '+Inf' },
      points: [
        [130, 1.5],
        [160, Number.NaN],
      ],
    },
  ]);
  const asking = new URL(asked[0]!.url!, url);
  expect(asking.pathname).toBe('/prefix/api/v1/query_range');
  expect(Object.fromEntries(asking.searchParams)).toEqual({ query: 'sum(x{a="b+c"})', start: '130', end: '160', step: '30' });
});

test('an instant vector and a scalar are series of one point', async () => {
  answer = { body: { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [7, '+Inf'] }] } } };
  expect(await client().instant('x', 7)).toEqual([{ labels: {}, points: [[7, Infinity]] }]);
  answer = { body: { status: 'success', data: { resultType: 'scalar', result: [7, '2'] } } };
  expect(await client().instant('2', 7)).toEqual([{ labels: {}, points: [[7, 2]] }]);
});

test('what Prometheus says about a query that it refuses reaches the user', async () => {
  answer = { status: 400, body: { status: 'error', errorType: 'bad_data', error: 'parse error: unexpected "}"' } };
  const message = await refusal(client().range('rate(x}', RANGE));
  expect(message).toContain('refuses a query (bad_data): parse error: unexpected "}"');
  expect(message).toContain('The query: rate(x}');
});

test('an address that nobody listens at and text that is no address have different errors', async () => {
  expect(await refusal(client('http://127.0.0.1:1').instant('x', 1))).toMatch(/cannot be reached: (ECONNREFUSED|bad port)/);
  expect(() => client('prometheus:9090')).toThrow('is not an http or https address');
});

test('an answer that is not from Prometheus is shown by its beginning', async () => {
  answer = { body: '<html>\n<title>Grafana</title>' };
  expect(await refusal(client().instant('x', 1))).toContain('HTTP 200, "<html> <title>Grafana</title>"');
  answer = { status: 404, body: '404 page not found' };
  expect(await refusal(client().instant('x', 1))).toContain('HTTP 404, "404 page not found"');
});

test('when Prometheus wants a password, the error says how to give it; it is sent and never printed', async () => {
  answer = { status: 401, body: 'Unauthorized' };
  const withPassword = client(url.replace('//', '//me:s%40fe@'));
  const message = await refusal(withPassword.instant('x', 1));
  expect(message).toContain('wants credentials (HTTP 401)');
  expect(message).not.toContain('s%40fe');
  expect(asked[0]!.headers.authorization).toBe(`Basic ${Buffer.from('me:s@fe').toString('base64')}`);
  await refusal(client(url, { authorization: 'Bearer abc' }).instant('x', 1));
  expect(asked[1]!.headers.authorization).toBe('Bearer abc');
});

test('a Prometheus that does not answer in time is given up on', async () => {
  answer = 'never';
  expect(await refusal(client(url, {}, 50).instant('x', 1))).toContain('did not answer within 0.05 s');
});
