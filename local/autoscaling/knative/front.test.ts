import { createServer, request as httpRequest, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { systemClock, type Clock } from '../../clock';
import { FakeClock } from '../../testing/fake-clock';
import { Front } from './front';
import { RequestCounts } from './request-counts';
import type { Backend } from './dispatcher';

const servers: Server[] = [];
const fronts: Front[] = [];
afterEach(async () => {
  for (const front of fronts.splice(0)) await front.close();
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function pod(name: string, listener: RequestListener): Promise<Backend> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { pod: name, host: '127.0.0.1', port: (server.address() as AddressInfo).port, startedMs: 0 };
}

interface Started {
  readonly front: Front;
  readonly counts: RequestCounts;
  readonly port: number;
  readonly first: number[];
}

async function start(parts: { containerConcurrency?: number; timeoutMs?: number; clock?: Clock } = {}): Promise<Started> {
  const { clock = systemClock, containerConcurrency = 0, timeoutMs = 10_000 } = parts;
  const first: number[] = [];
  const counts = new RequestCounts(clock, (stat) => first.push(stat.averageConcurrentRequests));
  const front = new Front({ clock, containerConcurrency, timeoutMs, counts });
  fronts.push(front);
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  await front.listen('127.0.0.1', port);
  return { front, counts, port, first };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function send(
  port: number,
  options: { method?: string; path?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', path = '/', body = '', headers = {} } = options;
    const outgoing = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const echo: RequestListener = (request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => (body += chunk));
  request.on('end', () => {
    response.writeHead(201, 'Made', { 'x-answer': 'yes', 'set-cookie': ['a=1', 'b=2'] });
    response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
  });
};

test('a request reaches the pod as it was sent, and its answer comes back as it was given', async () => {
  const { front, port } = await start();
  front.setBackends([await pod('one', echo)]);
  const answer = await send(port, {
    method: 'POST',
    path: '/v1/predict?x=%20',
    body: 'text',
    headers: { 'X-Trace': '7', te: 'trailers' },
  });
  expect(answer).toMatchObject({ status: 201, headers: { 'x-answer': 'yes', 'set-cookie': ['a=1', 'b=2'] } });
  const seen = JSON.parse(answer.text) as { headers: Record<string, string> };
  expect(seen).toMatchObject({
    method: 'POST',
    url: '/v1/predict?x=%20',
    body: 'text',
    headers: { 'x-trace': '7', host: `127.0.0.1:${port}` },
  });
  expect(seen.headers['te']).toBeUndefined();
});

test('a request from zero waits for the first pod and is answered by it', async () => {
  const { front, port, first } = await start();
  const answer = send(port);
  const backend = await pod('one', (_, response) => response.end('here'));
  expect(first).toEqual([]);
  await arrived(front, 1);
  expect(first).toEqual([1]);
  front.setBackends([backend]);
  expect((await answer).text).toBe('here');
});

/** Requests that wait in the front come there through sockets; nothing tells when. */
async function arrived(front: Front, count: number): Promise<void> {
  while (front.waiting < count) await new Promise((resolve) => setImmediate(resolve));
}

test('a pod never has more requests at a time than containerConcurrency, and each is answered', async () => {
  const { front, port } = await start({ containerConcurrency: 3 });
  let now = 0;
  let most = 0;
  front.setBackends([
    await pod('one', (_, response) => {
      most = Math.max(most, ++now);
      setTimeout(() => {
        now--;
        response.end('done');
      }, 5);
    }),
  ]);
  const answers = await Promise.all(Array.from({ length: 20 }, () => send(port)));
  expect(answers.every(({ text }) => text === 'done')).toBe(true);
  expect(most).toBe(3);
});

test('a request that finds no pod within the time-out gets 504', async () => {
  const clock = new FakeClock();
  const { front, port } = await start({ clock, timeoutMs: 60_000 });
  const answer = send(port);
  await arrived(front, 1);
  await clock.advance(60_000);
  expect(await answer).toMatchObject({ status: 504, text: 'activator request timeout\n' });
  expect(front.waiting).toBe(0);
});

test('a pod that does not answer in time is a 504, and its place is free again', async () => {
  const clock = new FakeClock();
  const { front, port } = await start({ clock, containerConcurrency: 1, timeoutMs: 60_000 });
  let silent = true;
  const reached = new Promise<void>((resolve) => {
    void pod('one', (_, response) => {
      if (silent) resolve();
      else response.end('again');
    }).then((backend) => front.setBackends([backend]));
  });
  const answer = send(port);
  await reached;
  await clock.advance(60_000);
  expect((await answer).status).toBe(504);
  silent = false;
  expect((await send(port)).text).toBe('again');
});

test('a pod that cannot be reached is a 502', async () => {
  const { front, port } = await start();
  const backend = await pod('one', echo);
  servers[0]!.close();
  front.setBackends([backend]);
  expect((await send(port)).status).toBe(502);
});

test('when a client leaves, its request ends, also in the pod', async () => {
  const { front, counts, port } = await start({ containerConcurrency: 1 });
  let left: () => void = () => undefined;
  const podSaw = new Promise<void>((resolve) => (left = resolve));
  let reached: () => void = () => undefined;
  const podHas = new Promise<void>((resolve) => (reached = resolve));
  front.setBackends([
    await pod('one', (request) => {
      reached();
      request.on('close', left);
    }),
  ]);
  const client = connect(port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await podHas;
  client.destroy();
  await podSaw;
  counts.activatorReport();
  expect(counts.activatorReport()?.averageConcurrentRequests ?? 0).toBe(0);
});

test('in Serve mode the pods count the requests', async () => {
  const clock = new FakeClock();
  const { front, counts, port, first } = await start({ clock });
  const backend = await pod('one', echo);
  front.setBackends([backend]);
  front.mode = 'Serve';
  await send(port);
  await clock.advance(1000);
  expect(first).toEqual([]);
  expect(counts.activatorReport()).toBeUndefined();
  expect(counts.scrape([backend], { stableWindowMs: 60_000, shuffle: (pods) => pods })).toMatchObject({
    requestCount: 1,
    proxiedRequestCount: 0,
  });
});

test('through the activator a request counts as proxied at the pod, so that it is not counted twice', async () => {
  const clock = new FakeClock();
  const { front, counts, port } = await start({ clock });
  const backend = await pod('one', echo);
  front.setBackends([backend]);
  await send(port);
  await clock.advance(1000);
  expect(counts.scrape([backend], { stableWindowMs: 60_000, shuffle: (pods) => pods })).toMatchObject({
    requestCount: 1,
    proxiedRequestCount: 1,
  });
});

test('a long answer streams through: its beginning arrives before its end exists', async () => {
  const { front, port } = await start();
  let finish: () => void = () => undefined;
  front.setBackends([
    await pod('one', (_, response) => {
      response.write('begin');
      finish = () => response.end('end');
    }),
  ]);
  const text = await new Promise<string>((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port, agent: false }, (response) => {
      let seen = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        seen += chunk;
        if (seen === 'begin') finish();
      });
      response.on('end', () => resolve(seen));
    })
      .on('error', reject)
      .end();
  });
  expect(text).toBe('beginend');
});
