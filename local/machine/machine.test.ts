import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { UserError } from '../../contract';
import { AddressBlock } from './addresses';
import { diskError } from './files';
import { takeLock } from './locks';
import { addressHex, ownerOf, parseListeners, requireFreePort, tryBind } from './ports';
import { isAlive, parseStat, pidsWithEnvironment, processStat } from './proc';

async function listening(host: string, port = 0): Promise<Server> {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

const closed = (server: Server): Promise<unknown> => new Promise((resolve) => server.close(resolve));

test('two labs never get the same addresses', async () => {
  const [one, other] = [await AddressBlock.take(), await AddressBlock.take()];
  expect(one.range).not.toBe(other.range);
  await expect(AddressBlock.take(one.block)).rejects.toThrow(`${one.range}\n  is taken by another lab`);
  await one.release();
  const again = await AddressBlock.take(one.block);
  await Promise.all([again.release(), other.release()]);
});

test('pods and Services get addresses of their own and a named pod keeps its address', async () => {
  const block = await AddressBlock.take();
  const named = block.podAddress('lab/redis-0');
  const given = Array.from({ length: 600 }, () => block.podAddress());
  expect(new Set([...given, named, block.nextService(), block.engine, block.unused]).size).toBe(604);
  expect(given.every((address) => /^127\.\d+\.([2-9]|\d{2,3})\.([1-9]|\d{2,3})$/.test(address))).toBe(true);
  expect(block.podAddress('lab/redis-0')).toBe(named);
  await block.release();
});

test('a lock is held by one and free after its release', async () => {
  const lock = await takeLock('test/machine');
  expect(await takeLock('test/machine')).toBeUndefined();
  await lock!.release();
  const again = await takeLock('test/machine');
  expect(again).toBeDefined();
  await again!.release();
});

describe('a port in use', () => {
  let block: AddressBlock;
  beforeAll(async () => (block = await AddressBlock.take()));
  afterAll(() => block.release());

  test('is found with its owner', async () => {
    const server = await listening(block.engine);
    const { port } = server.address() as { port: number };
    expect(await tryBind(block.engine, port)).toBe('in-use');
    expect(ownerOf(block.engine, port)?.pid).toBe(process.pid);
    await expect(requireFreePort('Pod/web', block.engine, port)).rejects.toThrow(
      new RegExp(`Pod/web\\n {2}port ${port} on ${block.engine} is in use by pid ${process.pid} \\(`),
    );
    await closed(server);
    await requireFreePort('Pod/web', block.engine, port);
  });

  test('on another address is no obstacle', async () => {
    const server = await listening(block.engine);
    const { port } = server.address() as { port: number };
    expect(await tryBind(block.podAddress(), port)).toBe('free');
    await closed(server);
  });

  test('is found when someone listens on all addresses', async () => {
    const server = await listening('0.0.0.0');
    const { port } = server.address() as { port: number };
    const error: unknown = await requireFreePort('Deployment/web', block.unused, port).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).exitCode).toBe(4);
    expect((error as UserError).message).toContain(`pid ${process.pid}`);
    await closed(server);
  });
});

test('listening sockets are read from the kernel table', () => {
  const text = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100407F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 578 1 0 100 0 0 10 0',
    '   1: 0100007F:D431 0100007F:1F40 01 00000000:00000000 00:00000000 00000000     0        0 579 1 0 20 4 30 10 -1',
  ].join('\n');
  expect(parseListeners(text)).toEqual([{ addressHex: '0100407F', port: 8000, inode: '578' }]);
  expect(addressHex('127.64.0.1')).toBe('0100407F');
});

test('a process whose name has blanks and brackets is read correctly', () => {
  const fields = ['S', 1, 20, 30, ...Array<number>(7).fill(0), 150, 50, 30, 20, 0, 0, 1, 0, 4711, 99, 2560].join(' ');
  expect(parseStat(`42 (a) b (c)) ${fields}`)).toEqual({
    pid: 42,
    command: 'a) b (c)',
    state: 'S',
    groupId: 20,
    sessionId: 30,
    cpuSeconds: 2.5,
    startTicks: 4711,
    residentPages: 2560,
  });
});

test('a process is told from a later one with the same pid, and found by a mark in its environment', async () => {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)'], {
    env: { LAB_RUN_ID: 'test-mark-1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const identity = processStat(child.pid!)!;
  expect(isAlive(identity)).toBe(true);
  expect(isAlive({ ...identity, startTicks: identity.startTicks + 1 })).toBe(false);
  expect(pidsWithEnvironment('LAB_RUN_ID', 'test-mark-1')).toEqual([child.pid]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(identity)).toBe(false);
});

test('a full disk and a missing permission become errors for people; other errors stay as they are', () => {
  const failed = (code: string): unknown => diskError('/lab/run', Object.assign(new Error('raw'), { code }));
  expect((failed('ENOSPC') as UserError).message).toBe(
    '/lab/run\n  there is no space left on the disk.\n  Free some space and run the command again.\n  code: path-unwritable',
  );
  expect((failed('EACCES') as UserError).exitCode).toBe(4);
  expect(failed('EMFILE')).not.toBeInstanceOf(UserError);
});
