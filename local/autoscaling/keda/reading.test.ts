import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../clock';
import { parseTrigger, type Source, type Trigger } from '../../../scaling/keda';
import { readPrometheus } from './read-prometheus';
import { readList, readStream } from './read-redis';
import { TriggerReader } from './trigger-reader';

function sourceOf(trigger: Trigger): Source {
  return parseTrigger(trigger, 0, 'spec.triggers[0]').scaler!.source;
}

/** A server that knows some commands by their text. */
function server(replies: Readonly<Record<string, unknown>>): (...words: readonly string[]) => Promise<unknown> {
  return (...words) => {
    const reply = replies[words.join(' ')] ?? new Error(`ERR unexpected ${words.join(' ')}`);
    return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply);
  };
}

const list = sourceOf({ type: 'redis', metadata: { address: 'redis:6379', listName: 'jobs' } }) as Source & {
  kind: 'redis-list';
};

test.each([
  ['list', 'LLEN'],
  ['none', 'LLEN'],
  ['set', 'SCARD'],
  ['zset', 'ZCARD'],
  ['hash', 'HLEN'],
])('the length of a %s is asked with %s', async (type, command) => {
  expect(await readList(list, server({ 'TYPE jobs': type, [`${command} jobs`]: 12 }))).toEqual({ value: 12 });
});

test('a key of another type is an error, as in the script of KEDA', async () => {
  expect(await readList(list, server({ 'TYPE jobs': 'string' }))).toEqual({ error: 'ERR unsupported key type: string' });
});

function stream(metadata: Readonly<Record<string, string>>): Source & { kind: 'redis-streams' } {
  return sourceOf({ type: 'redis-streams', metadata: { address: 'redis:6379', stream: 'jobs', ...metadata } }) as Source & {
    kind: 'redis-streams';
  };
}

test('a stream is measured by its length, its pending entries or the lag of its group', async () => {
  const redis = server({
    'XLEN jobs': 9,
    'XPENDING jobs workers': [4, '1-0', '4-0', null],
    'INFO server': '# Server\r\nredis_version:7.2.4\r\nos:Linux\r\n',
    'XINFO GROUPS jobs': [
      ['name', 'others', 'lag', 1],
      ['name', 'workers', 'consumers', 0, 'entries-read', null, 'lag', 6],
    ],
  });
  expect(await readStream(stream({ streamLength: '5' }), redis)).toEqual({ value: 9 });
  expect(await readStream(stream({ consumerGroup: 'workers', pendingEntriesCount: '5' }), redis)).toEqual({ value: 4 });
  expect(await readStream(stream({ consumerGroup: 'workers', lagCount: '5' }), redis)).toEqual({ value: 6 });
});

test('a missing stream has no lag; for a group that no consumer has created, every entry is lag', async () => {
  const info = { 'INFO server': 'redis_version:7.0.0\r\n' };
  const lag = stream({ consumerGroup: 'workers', lagCount: '5' });
  expect(await readStream(lag, server({ ...info, 'XINFO GROUPS jobs': new Error('ERR no such key') }))).toEqual({
    value: 0,
  });
  expect(await readStream(lag, server({ ...info, 'XINFO GROUPS jobs': [], 'XLEN jobs': 3 }))).toEqual({ value: 3 });
});

describe('prometheus', () => {
  let prometheus: Server;
  let address: string;
  const asked: string[] = [];
  const source = sourceOf({
    type: 'prometheus',
    metadata: { serverAddress: 'http://prometheus:9090', query: 'sum(rate(x[1m])) > 0', threshold: '5' },
  }) as Source & { kind: 'prometheus' };

  beforeAll(async () => {
    prometheus = createServer((request, response) => {
      asked.push(request.url ?? '');
      if (request.url?.startsWith('/api/v1/query?') !== true) response.writeHead(404);
      response.end('{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"4.5"]}]}}');
    }).listen(0, '127.0.0.1');
    await once(prometheus, 'listening');
    address = `http://127.0.0.1:${(prometheus.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    prometheus.close();
    prometheus.closeAllConnections();
  });

  test('is asked for the value of the query now', async () => {
    expect(await readPrometheus(source, address, Date.parse('2026-01-02T03:04:05Z'))).toEqual({ value: 4.5 });
    const query = new URLSearchParams(asked.at(-1)!.split('?')[1]);
    expect([query.get('query'), query.get('time')]).toEqual(['sum(rate(x[1m])) > 0', '2026-01-02T03:04:05.000Z']);
  });

  test('that answers with an error is an error', async () => {
    expect(await readPrometheus(source, `${address}/elsewhere`, 0)).toEqual({
      error: 'prometheus query api returned error. status: 404',
    });
  });

  test('is found by the full name of its Service; an address outside the lab is never asked', async () => {
    const port = Number(address.split(':')[2]);
    const scaler = (serverAddress: string) =>
      parseTrigger({ type: 'prometheus', metadata: { serverAddress, query: 'x', threshold: '5' } }, 0, 'spec.triggers[0]')
        .scaler!;
    const reader = new TriggerReader({
      clock: systemClock,
      scalers: [
        scaler('http://prometheus.monitoring.svc:9090'),
        scaler('http://prometheus.example.com:9090'),
        scaler('http://prometheus:9090'),
      ],
      credentials: () => ({ username: '', password: '' }),
      services: () => [{ namespace: 'monitoring', name: 'prometheus', address: '127.0.0.1', ports: new Map([[9090, port]]) }],
    });
    expect(await reader.read()).toEqual([
      { value: 4.5 },
      { error: expect.stringContaining('http://prometheus.example.com:9090 is not a Service of this lab') as string },
      { error: expect.stringContaining('http://prometheus:9090 is not a Service of this lab') as string },
    ]);
    reader.close();
  });
});
