/** The accounts of the queue's Redis, as the manifests describe them, on a real server. */
import { randomBytes } from 'node:crypto';
import { fastify } from 'fastify';
import Redis from 'ioredis';
import { WorkerMetrics } from '../apps/queue/src/metrics';
import { BullJobQueue } from '../apps/queue/src/jobs/bull-job-queue';
import { JobStore } from '../apps/queue/src/jobs/job-store';
import { impatientConnection, logConnectionChanges, patientConnection } from '../apps/queue/src/jobs/redis-connection';
import { eventually } from '../apps/queue/src/testing/eventually';
import { findRedisServer, RedisServer } from '../apps/queue/src/testing/redis-server';
import { startConsumer } from '../apps/queue/src/worker/consumer';
import { jobProcessor } from '../apps/queue/src/worker/job-processor';
import { drawnValues } from '../charts-src';
import { objectOf, objectsOf } from '../charts-src/testing/lab';
import { valueAt } from '../charts-src/testing/edit';

jest.setTimeout(30_000);
const program = findRedisServer();
if (program === undefined) process.stdout.write('No redis-server or valkey-server here: tests of its accounts are skipped.\n');
const withServer = program === undefined ? describe.skip : describe;

const objects = objectsOf('');
const values = drawnValues(objectOf(objects, 'Secret', 'redis-accounts'), randomBytes);
const container = 'spec.template.spec.containers[0]';

/** What the manifest tells the server about accounts, with `$(NAME)` filled in as a kubelet does. */
function accountArguments(): string[] {
  const server = objectOf(objects, 'StatefulSet', 'redis');
  const args = valueAt(server, `${container}.args`) as string[];
  const env = valueAt(server, `${container}.env`) as { name: string; valueFrom: { secretKeyRef: { key: string } } }[];
  const variables = Object.fromEntries(env.map(({ name, valueFrom }) => [name, values[valueFrom.secretKeyRef.key] ?? '']));
  return args
    .slice(args.indexOf('--user'))
    .map((argument) => argument.replace(/\$\((\w+)\)/g, (_, name: string) => variables[name] ?? ''));
}

withServer('on a real server', () => {
  let server: RedisServer;
  const closers: (() => Promise<unknown>)[] = [];
  const password = (account: string): string => values[`${account}-password`] ?? '';

  beforeAll(async () => {
    server = await RedisServer.create(program ?? '');
    await server.start(...accountArguments());
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  afterAll(() => server.remove());

  async function call(account: string, ...[command = '', ...words]: readonly string[]): Promise<unknown> {
    const redis = new Redis(server.url, { username: account, password: password(account), enableReadyCheck: false });
    redis.on('error', () => undefined);
    try {
      return await redis.call(command, ...words);
    } catch (error) {
      return (error as Error).message;
    } finally {
      redis.disconnect();
    }
  }

  test('nobody gets an answer without a password', async () => {
    const redis = new Redis(server.url, { enableReadyCheck: false });
    await expect(redis.call('GET', 'lab:secret')).rejects.toThrow(/NOAUTH/);
    redis.disconnect();
  });

  test.each([['KEYS', '*'], ['FLUSHALL'], ['CONFIG', 'GET', '*'], ['ACL', 'LIST'], ['SHUTDOWN']])(
    'the account of API and workers may not %s',
    async (...words) => {
      expect(await call('queue', ...words)).toMatch(/NOPERM/);
    },
  );

  test('a scaler measures every kind of key by command and by the script of KEDA, and reads and writes none', async () => {
    await call('queue', 'RPUSH', 'bull:predict:wait', 'one', 'two');
    await call('queue', 'ZADD', 'bull:predict:delayed', '1', 'one');
    expect(await call('scaler', 'LLEN', 'bull:predict:wait')).toBe(2);
    expect(await call('scaler', 'ZCARD', 'bull:predict:delayed')).toBe(1);
    const script =
      "local kind = redis.call('type', KEYS[1]).ok; return redis.call(({ list = 'llen', zset = 'zcard' })[kind], KEYS[1])";
    expect(await call('scaler', 'EVAL', script, '1', 'bull:predict:wait')).toBe(2);
    for (const words of [
      ['LRANGE', 'bull:predict:wait', '0', '-1'],
      ['LPUSH', 'bull:predict:wait', 'three'],
      ['GET', 'lab:secret'],
      ['FLUSHALL'],
    ])
      expect(await call('scaler', ...words)).toMatch(/NOPERM/);
    expect(await call('scaler', 'EVAL', "return redis.call('del', KEYS[1])", '1', 'bull:predict:wait')).toMatch(/can't run this/);
  });

  test('a job goes all its way under the account of API and workers', async () => {
    const silent = fastify({ logger: false }).log;
    const model = { name: 'tiny', variant: 'fp32', sha256: '0'.repeat(64) } as const;
    const config = { REDIS_URL: server.url, REDIS_USERNAME: 'queue', REDIS_PASSWORD: password('queue') };
    const client = impatientConnection(config);
    const worker = patientConnection(config);
    for (const one of [client, worker]) logConnectionChanges(one, silent);
    const bounds = { maxJobs: 10, maxBytes: 1e6, clientShare: 1, memoryShare: 0.75 };
    const queue = new BullJobQueue({ redis: client, resultTtlSeconds: 60, bounds });
    closers.push(() => queue.close());
    await eventually(() => Promise.resolve(queue.notReady() === undefined ? true : undefined));

    const metrics = new WorkerMetrics(model);
    const batcher = { submit: () => Promise.resolve({ label: 'ham' as const, probability: 0.25, truncated: false }) };
    const process = jobProcessor({ store: new JobStore(worker), batcher, model, maxAttempts: 1, metrics });
    const consumer = startConsumer({ redis: worker, concurrency: 1, process, metrics });
    closers.push(async () => {
      await consumer.close(true);
      worker.disconnect();
    });
    const { id } = await queue.add({ texts: ['hello'], client: 'one', key: undefined });
    const job = await eventually(async () => {
      const found = await queue.find(id);
      return typeof found === 'object' && found.status === 'completed' ? found : undefined;
    });
    expect(job.result?.predictions).toEqual([{ label: 'ham', probability: 0.25, truncated: false }]);
    expect(await queue.counts()).toMatchObject({ completed: 1 });
  });
});
