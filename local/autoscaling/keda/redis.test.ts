import fc from 'fast-check';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { FakeClock } from '../../testing/fake-clock';
import { encodeCommand, parseReply, RedisError, type Reply } from './redis-reply';
import { RedisConnection } from './redis';

function encoded(reply: Reply): string {
  if (reply === null) return '$-1\r\n';
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (typeof reply === 'string') return `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`;
  if (reply instanceof RedisError) return `-${reply.message}\r\n`;
  return `*${reply.length}\r\n${reply.map(encoded).join('')}`;
}

const { reply: replies } = fc.letrec<{ reply: Reply; leaf: Reply }>((tie) => ({
  leaf: fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.constant(null)),
  reply: fc.oneof({ depthSize: 'small' }, tie('leaf'), fc.array(tie('reply'), { maxLength: 4 })),
}));

test('any reply is read as it was written, whatever it contains', () => {
  fc.assert(
    fc.property(replies, (reply) => {
      const bytes = Buffer.from(encoded(reply));
      expect(parseReply(bytes, 0)).toEqual({ reply, next: bytes.length });
    }),
  );
});

test('a reply of which a part has arrived is waited for', () => {
  fc.assert(
    fc.property(replies, fc.nat(), (reply, cut) => {
      const bytes = Buffer.from(encoded(reply));
      expect(parseReply(bytes.subarray(0, cut % bytes.length), 0)).toBeUndefined();
    }),
  );
});

const servers: Server[] = [];
const open: Socket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

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

function connection(
  port: number,
  parts: { database?: number; username?: string; password?: string; clock?: FakeClock } = {},
): RedisConnection {
  const { database = 0, username = '', password = '', clock = new FakeClock() } = parts;
  return new RedisConnection({ host: '127.0.0.1', port, database, username, password, clock });
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
  await expect(one.send('LLEN', 'jobs')).rejects.toThrow(RedisError);
  expect(await one.send('SCARD', 'jobs')).toBe(3);
  one.close();
});

test('a server that says nothing is given up after three seconds, one that is back is used again', async () => {
  const clock = new FakeClock();
  let reached: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (reached = resolve));
  let silent = true;
  const port = await redis((_, socket) => {
    if (silent) reached();
    else socket.write(':1\r\n');
  });
  const one = connection(port, { clock });
  const first = expect(one.send('LLEN', 'jobs')).rejects.toThrow('i/o timeout');
  await asked;
  await clock.advance(3000);
  await first;
  silent = false;
  expect(await one.send('LLEN', 'jobs')).toBe(1);
  one.close();
});

test('a port where nobody listens fails every command', async () => {
  const port = await redis(() => undefined);
  await new Promise((resolve) => servers.splice(0)[0]!.close(resolve));
  await expect(connection(port).send('LLEN', 'jobs')).rejects.toThrow('ECONNREFUSED');
});

test('something that is no Redis is said to be none', async () => {
  const port = await redis((_, socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await expect(connection(port).send('LLEN', 'jobs')).rejects.toThrow('this is no Redis server');
});
