import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { RedisConnection } from './redis';

const servers: Server[] = [];
const open: Socket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

function encodeCommand(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
}

/** A server that answers each chunk of bytes with what `answer` makes of it. */
async function redis(answer: (text: string, socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    open.push(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => answer(chunk.toString(), socket));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function connection(port: number, parts: { database?: number; username?: string; password?: string } = {}): RedisConnection {
  const { database = 0, username = '', password = '' } = parts;
  return new RedisConnection({ host: '127.0.0.1', port, database, username, password });
}

test('commands sent together are answered in their order', async () => {
  let count = 0;
  const port = await redis((text, socket) => {
    for (let seen = text.split('LLEN').length - 1; seen > 0; seen--) socket.write(`:${++count}\r\n`);
  });
  const one = connection(port);
  expect(await Promise.all([one.send('LLEN', 'a'), one.send('LLEN', 'b'), one.send('LLEN', 'c')])).toEqual([1, 2, 3]);
  one.close();
});

test('it signs in and selects the database before the first command', async () => {
  let seen = '';
  const port = await redis((text, socket) => {
    seen += text;
    if (seen.includes('LLEN')) socket.write('+OK\r\n+OK\r\n:7\r\n');
  });
  const one = connection(port, { database: 2, username: 'lab', password: 'secret' });
  expect(await one.send('LLEN', 'jobs')).toBe(7);
  expect(seen).toBe(encodeCommand(['AUTH', 'lab', 'secret']) + encodeCommand(['SELECT', '2']) + encodeCommand(['LLEN', 'jobs']));
  one.close();
});

test('a wrong password fails the command in the words of the server', async () => {
  const port = await redis((_, socket) => socket.write('-WRONGPASS invalid username-password pair\r\n'));
  await expect(connection(port, { password: 'no' }).send('LLEN', 'jobs')).rejects.toThrow(
    'WRONGPASS invalid username-password pair',
  );
});

test('a refused command leaves the connection usable', async () => {
  const port = await redis((text, socket) => socket.write(text.includes('LLEN') ? '-WRONGTYPE no list\r\n' : ':3\r\n'));
  const one = connection(port);
  await expect(one.send('LLEN', 'jobs')).rejects.toThrow('WRONGTYPE no list');
  expect(await one.send('SCARD', 'jobs')).toBe(3);
  one.close();
});

test('a silent server is given up after three seconds, and used again once it is back', async () => {
  let silent = true;
  const port = await redis((_, socket) => {
    if (!silent) socket.write(':1\r\n');
  });
  const one = connection(port);
  const sentAt = performance.now();
  await expect(one.send('LLEN', 'jobs')).rejects.toThrow('i/o timeout');
  expect(performance.now() - sentAt).toBeGreaterThan(2950);
  silent = false;
  expect(await one.send('LLEN', 'jobs')).toBe(1);
  one.close();
});

test.each([
  ['a password', { password: 'secret' }, 'ERR AUTH called without any password configured for the default user'],
  ['a database', { database: 99 }, 'ERR DB index is out of range'],
])('when the server refuses %s, every command fails, as for KEDA', async (_, parts, refusal) => {
  const port = await redis((text, socket) => socket.write(text.includes('LLEN') ? `-${refusal}\r\n:7\r\n` : `-${refusal}\r\n`));
  await expect(connection(port, parts).send('LLEN', 'jobs')).rejects.toThrow(refusal);
});

test('a port where nobody listens fails every command', async () => {
  const port = await redis(() => undefined);
  await new Promise((resolve) => servers.splice(0)[0]!.close(resolve));
  await expect(connection(port).send('LLEN', 'jobs')).rejects.toThrow('ECONNREFUSED');
});

test('a server that is not Redis is named as such', async () => {
  const port = await redis((_, socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await expect(connection(port).send('LLEN', 'jobs')).rejects.toThrow('this is not a Redis server');
});
