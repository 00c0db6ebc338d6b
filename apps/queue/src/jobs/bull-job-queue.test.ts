/** The queue on a real server. */
import type { Worker } from 'bullmq';
import { fastify } from 'fastify';
import type Redis from 'ioredis';
import { WorkerMetrics } from '../metrics';
import type { ModelIdentity, PredictionResult } from '../prediction';
import { eventually } from '../testing/eventually';
import { RedisServer, findRedisServer } from '../testing/redis-server';
import { startConsumer } from '../worker/consumer';
import { BullJobQueue } from './bull-job-queue';
import { IdTakenError, QueueUnavailableError, type JobView } from './job-queue';
import { impatientConnection, logConnectionChanges, patientConnection } from './redis-connection';

const program = findRedisServer();
if (program === undefined) process.stdout.write('No redis-server or valkey-server here: tests of the queue on it are skipped.\n');
const withServer = program === undefined ? describe.skip : describe;

const TTL_SECONDS = 3600;
const model: ModelIdentity = { name: 'tiny', variant: 'fp32', sha256: '0'.repeat(64) };
const resultOf = (texts: readonly string[]): PredictionResult => ({
  model,
  predictions: texts.map((text) => ({ label: 'ham', probability: text.length / 100, truncated: false })),
});

withServer('on a real server', () => {
  jest.setTimeout(30_000);
  const silent = fastify({ logger: false }).log;
  let server: RedisServer;
  let queue: BullJobQueue;
  let nowMs: () => number;
  const closers: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    server = await RedisServer.create(program ?? '');
    nowMs = Date.now;
    const redis = impatientConnection(server.url);
    logConnectionChanges(redis, silent);
    queue = new BullJobQueue(redis, TTL_SECONDS, () => nowMs());
    closers.push(() => queue.close());
  });

  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
    await server.remove();
  });

  const isReady = () => eventually(() => Promise.resolve(queue.notReady() === undefined ? true : undefined));
  const finished = (id: string): Promise<JobView> =>
    eventually(async () => {
      const job = await queue.find(id);
      return job?.status === 'completed' || job?.status === 'failed' ? job : undefined;
    });

  function consume(process: (job: { readonly data: unknown }) => Promise<PredictionResult>): Worker {
    const redis: Redis = patientConnection(server.url);
    logConnectionChanges(redis, silent);
    const consumer = startConsumer({ redis, concurrency: 4, process, metrics: new WorkerMetrics(model) });
    closers.push(async () => {
      // By force: a test that failed leaves a job at work that never ends.
      await consumer.close(true);
      redis.disconnect();
    });
    return consumer;
  }

  const echo = ({ data }: { readonly data: unknown }) => Promise.resolve(resultOf((data as { texts: string[] }).texts));

  test('a job goes from waiting to completed and carries its result and times', async () => {
    await server.start();
    await isReady();
    const accepted = await queue.add(['hello', 'free money'], 'job-1');
    expect([accepted.status, accepted.startedAtMs, accepted.result]).toEqual(['waiting', undefined, undefined]);
    expect(await queue.counts()).toMatchObject({ waiting: 1, active: 0, completed: 0 });
    consume(echo);
    const job = await finished('job-1');
    expect(job.result).toEqual(resultOf(['hello', 'free money']));
    const times = [job.createdAtMs, job.startedAtMs ?? 0, job.finishedAtMs ?? 0];
    expect([...times].sort((one, other) => one - other)).toEqual(times);
    expect(await queue.counts()).toMatchObject({ waiting: 0, completed: 1 });
  });

  test('a job at work is active, and one that throws is failed with the reason', async () => {
    await server.start();
    await isReady();
    let fail: ((reason: Error) => void) | undefined;
    consume(
      () =>
        new Promise((_resolve, reject) => {
          fail = reject;
        }),
    );
    await queue.add(['a'], 'job-1');
    const active = await eventually(async () => {
      const job = await queue.find('job-1');
      return job?.status === 'active' ? job : undefined;
    });
    expect([active.startedAtMs !== undefined, active.finishedAtMs]).toEqual([true, undefined]);
    // Redis knows that the job is active a moment before the worker has begun it.
    const reject = await eventually(() => Promise.resolve(fail));
    reject(new Error('out of memory'));
    const failed = await finished('job-1');
    expect([failed.status, failed.failure, failed.result]).toEqual(['failed', 'out of memory', undefined]);
  });

  test('a second submission under the same id returns the first job, with other texts it is refused', async () => {
    await server.start();
    await isReady();
    const first = await queue.add(['a'], 'key-1');
    expect(await queue.add(['a'], 'key-1')).toEqual(first);
    await expect(queue.add(['b'], 'key-1')).rejects.toBeInstanceOf(IdTakenError);
    expect(await queue.counts()).toMatchObject({ waiting: 1 });
  });

  test('a result can be read until its time is over, also when nothing else finishes', async () => {
    await server.start();
    await isReady();
    consume(echo);
    await queue.add(['a'], 'job-1');
    const { finishedAtMs = 0 } = await finished('job-1');
    nowMs = () => finishedAtMs + TTL_SECONDS * 1000;
    expect((await queue.find('job-1'))?.status).toBe('completed');
    nowMs = () => finishedAtMs + TTL_SECONDS * 1000 + 1;
    expect(await queue.find('job-1')).toBeUndefined();
  });

  test('without a server requests fail at once; when it comes they work without a restart', async () => {
    await expect(queue.add(['a'], 'job-1')).rejects.toBeInstanceOf(QueueUnavailableError);
    await server.start();
    await isReady();
    expect((await queue.add(['a'], 'job-1')).status).toBe('waiting');
  });

  test('accepted jobs survive the death of the server, and the worker takes them up again', async () => {
    await server.start();
    await isReady();
    await queue.add(['a'], 'job-1');
    // The append-only file is written once a second.
    await new Promise((resolve) => setTimeout(resolve, 1200));
    await server.kill();
    await eventually(() => Promise.resolve(queue.notReady()));
    await expect(queue.find('job-1')).rejects.toBeInstanceOf(QueueUnavailableError);
    consume(echo);
    await server.start();
    await isReady();
    expect((await finished('job-1')).result).toEqual(resultOf(['a']));
  });

  test('a server that is silent is an error for the client, not a wait', async () => {
    await server.start();
    await isReady();
    await queue.counts();
    server.freeze();
    await expect(queue.counts()).rejects.toBeInstanceOf(QueueUnavailableError);
    server.thaw();
    expect(await eventually(() => queue.counts().catch(() => undefined))).toMatchObject({ waiting: 0 });
  });
});
