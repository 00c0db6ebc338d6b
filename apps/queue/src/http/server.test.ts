/** Malicious and broken clients on a real socket. */
import { connect, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import type { FastifyInstance } from 'fastify';
import { registerApi } from '../api';
import { Draining } from '../lifecycle';
import { FakeJobQueue } from '../testing/fake-job-queue';
import { eventually } from '../testing/eventually';
import { createServer, SERVER_LIMITS } from './server';

const ONE_JOB = '{"text":"hello"}';
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(limits: Partial<typeof SERVER_LIMITS> = {}) {
  const queue = new FakeJobQueue();
  const lines: string[] = [];
  const logTo = { write: (line: string | Uint8Array) => lines.push(String(line)) > 0 };
  const server = createServer({ LOG_LEVEL: 'info', POD_NAME: undefined }, { limits: { ...SERVER_LIMITS, ...limits }, logTo });
  registerApi(server, queue, new Draining());
  await server.listen({ host: '127.0.0.1', port: 0 });
  closers.push(() => server.close());
  return { server, queue, lines };
}

async function open(server: FastifyInstance, sent: string): Promise<Socket> {
  const { port } = server.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  closers.push(() => Promise.resolve(socket.destroy()));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(sent);
  return socket;
}

const post = (more: string) => `POST /v1/jobs HTTP/1.1\r\nhost: a\r\n${more}`;
const inflight = async (server: FastifyInstance) =>
  Number(/^lab_inflight (\d+)$/m.exec((await server.inject('/metrics')).body)?.[1]);
const isIdle = (server: FastifyInstance) =>
  // The scrape itself is one.
  eventually(async () => ((await inflight(server)) === 1 ? true : undefined));

async function answerOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  return eventually(() => Promise.resolve(text.includes('\r\n\r\n') ? text : undefined));
}

test('a client that goes away in the middle of its body does not count as in flight for ever', async () => {
  const { server } = await serve();
  const socket = await open(server, post('content-length: 100\r\n\r\n{"text":'));
  await eventually(async () => ((await inflight(server)) === 2 ? true : undefined));
  socket.destroy();
  await isIdle(server);
});

test('headers that do not end are refused', async () => {
  const { server } = await serve();
  const socket = await open(server, post(`x: ${'a'.repeat(SERVER_LIMITS.headerBytes)}`));
  expect(await answerOf(socket)).toContain(' 431 ');
});

test.each([
  ['no header', ''],
  ['half a header', post('content-le')],
  ['half a body', post('content-length: 100\r\n\r\n{')],
])('a connection that sends %s and then nothing is closed', async (_what, sent) => {
  const { server } = await serve({ headersMs: 100, requestMs: 200, checkMs: 50 });
  const socket = await open(server, sent);
  socket.resume();
  await once(socket, 'close');
  await isIdle(server);
});

test('requests are answered despite 200 half-open ones', async () => {
  const { server } = await serve();
  await Promise.all(Array.from({ length: 200 }, () => open(server, post('content-length: 4000000\r\n\r\n{"text":"'))));
  const answer = await server.inject({ method: 'POST', url: '/v1/jobs', payload: ONE_JOB });
  expect(answer.statusCode).toBe(202);
});

test('bodies that are read at the same time share a bound, and free it again', async () => {
  const { server } = await serve({ bodyBytesAtOnce: 1000 });
  const large = JSON.stringify({ text: 'a'.repeat(1200) });
  const refused = await server.inject({ method: 'POST', url: '/v1/jobs', payload: large });
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '1']);
  for (let round = 0; round < 5; round++)
    expect((await server.inject({ method: 'POST', url: '/v1/jobs', payload: ONE_JOB })).statusCode).toBe(202);
});

test.each([
  ['a list of objects', `[${'{},'.repeat(1_300_000)}{}]`],
  ['nesting', '['.repeat(2_000_000)],
  ['unknown keys', `{${Array.from({ length: 300_000 }, (_, index) => `"k${index}":1`).join()}}`],
  ['one key of megabytes', `{"${'k'.repeat(3_000_000)}":1}`],
  ['a number of megabytes', `{"text":${'1'.repeat(3_000_000)}}`],
  ['wrong elements', `{"texts":[${'1,'.repeat(900)}1]}`],
])('%s is answered with a short 422', async (_what, payload) => {
  const { server } = await serve();
  const answer = await server.inject({ method: 'POST', url: '/v1/jobs', payload });
  expect(answer.statusCode).toBe(422);
  expect(answer.body.length).toBeLessThan(5000);
  expect(answer.json<{ error: { details: object[] } }>().error.details.length).toBeLessThanOrEqual(20);
});

test('no log line contains text of a client, whatever fails', async () => {
  const { server, queue, lines } = await serve();
  const secret = 'my private mail';
  const failure = Object.assign(new Error('ERR broken'), {
    command: { name: 'evalsha', args: [secret] },
  });
  queue.refusal = failure;
  const answer = await server.inject({ method: 'POST', url: '/v1/jobs', payload: JSON.stringify({ text: secret }) });
  expect(answer.statusCode).toBe(500);
  expect(lines.join('')).toContain('request failed');
  expect(lines.join('')).not.toContain(secret);
});
