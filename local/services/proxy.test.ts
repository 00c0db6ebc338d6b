import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { AddressBlock } from '../machine/addresses';
import type { Endpoint } from './balancer';
import { TcpProxy } from './proxy';

const PORT = 7000;
let addresses: AddressBlock;
let proxy: TcpProxy;
let host: string;
const backends: Server[] = [];
const sockets = new Set<Socket>();

/** A pod that answers each piece of text with its name before it. */
async function backend(pod: string): Promise<Endpoint> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('data', (chunk) => socket.write(`${pod}:${chunk.toString()}`));
    socket.on('end', () => socket.end());
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, addresses.engine);
  await once(server, 'listening');
  backends.push(server);
  return { pod, host: addresses.engine, port: (server.address() as AddressInfo).port };
}

async function ask(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.toString();
}

async function open(): Promise<Socket> {
  const socket = connect({ host, port: PORT });
  sockets.add(socket);
  await once(socket, 'connect');
  return socket;
}

async function failureOf(socket: Socket): Promise<string | undefined> {
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  return error.code;
}

beforeEach(async () => {
  addresses = await AddressBlock.take();
  host = addresses.nextService();
  proxy = new TcpProxy({ host, port: PORT, policy: 'least-outstanding', onListenError: (error) => fail(error) });
});

afterEach(async () => {
  await proxy.close();
  for (const socket of sockets) socket.destroy();
  await Promise.all(backends.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  await addresses.release();
});

function fail(error: Error): never {
  throw error;
}

async function setEndpoints(...endpoints: Endpoint[]): Promise<void> {
  proxy.setEndpoints(endpoints);
  await proxy.settled();
}

test('connections are refused while no pod is ready, as in a cluster', async () => {
  expect(await failureOf(connect({ host, port: PORT }))).toBe('ECONNREFUSED');
  await setEndpoints(await backend('a'));
  expect(await ask(await open(), 'hello')).toBe('a:hello');
  await setEndpoints();
  expect(await failureOf(connect({ host, port: PORT }))).toBe('ECONNREFUSED');
});

test('a connection stays with its pod, also when the pod leaves the Service', async () => {
  const [a, b] = [await backend('a'), await backend('b')];
  await setEndpoints(a);
  const kept = await open();
  expect(await ask(kept, '1')).toBe('a:1');
  await setEndpoints(b);
  expect(await ask(await open(), '2')).toBe('b:2');
  expect(await ask(kept, '3')).toBe('a:3');
});

test('new connections are spread over the ready pods', async () => {
  await setEndpoints(await backend('a'), await backend('b'));
  const answers = [await ask(await open(), 'x'), await ask(await open(), 'x')];
  expect(answers.sort()).toEqual(['a:x', 'b:x']);
});

test('a pod that is gone resets the connection instead of hiding it', async () => {
  const gone = { pod: 'gone', host: addresses.unused, port: 1 };
  await setEndpoints(gone);
  const socket = connect({ host, port: PORT });
  expect(await failureOf(socket)).toBe('ECONNRESET');
  expect(proxy.balancer.outstanding('gone')).toBe(0);
});

test('half-closed connections still bring the answer', async () => {
  await setEndpoints(await backend('a'));
  const socket = await open();
  socket.end('last');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toBe('a:last');
  await once(socket, 'end');
});

test('more data than the buffers hold arrives whole', async () => {
  const size = 8 * 1024 * 1024;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.end(Buffer.alloc(size, 'x'));
  });
  server.listen(0, addresses.engine);
  await once(server, 'listening');
  backends.push(server);
  await setEndpoints({ pod: 'big', host: addresses.engine, port: (server.address() as AddressInfo).port });
  const socket = await open();
  let received = 0;
  socket.on('data', (chunk: Buffer) => (received += chunk.length));
  await once(socket, 'end');
  expect(received).toBe(size);
});
