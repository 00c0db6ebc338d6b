/** The queue on a real server. */
import { fastify } from 'fastify';
import Redis from 'ioredis';
import { WorkerMetrics } from '../metrics';
import type { ModelIdentity, Prediction } from '../prediction';
import { eventually } from '../testing/eventually';
import { RedisServer, findRedisServer } from '../testing/redis-server';
import { startConsumer } from '../worker/consumer';
import { jobProcessor } from '../worker/job-processor';
import { BullJobQueue } from './bull-job-queue';
import { ClientQuotaError, KeyReusedError, QueueFullError, QueueUnavailableError, type JobView } from './job-queue';
import { JobStore, type AdmissionBounds } from './job-store';
import { impatientConnection, logConnectionChanges, patientConnection } from './redis-connection';

const program = findRedisServer();
if (program === undefined) process.stdout.write('No redis-server or valkey-server here: tests of the queue on it are skipped.\n');
const withServer = program === undefined ? describe.skip : describe;

const TTL_SECONDS = 3600;
const model: ModelIdentity = { name: 'tiny', variant: 'fp32', sha256: '0'.repeat(64) };
const predictionOf = (text: string): Prediction => ({ label: 'ham', probability: (text.length % 100) / 100, truncated: false });
const resultOf = (texts: readonly string[]) => ({ model, predictions: texts.map(predictionOf) });
const echo = (text: string) => Promise.resolve(predictionOf(text));
const ROOMY: AdmissionBounds = { maxJobs: 10_000, maxBytes: 1e9, clientShare: 1, memoryShare: 0.75 };

withServer('on a real server', () => {
  jest.setTimeout(30_000);
  const silent = fastify({ logger: false }).log;
  let server: RedisServer;
  const closers: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    server = await RedisServer.create(program ?? '');
  });

  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
    await server.remove();
  });

  function openQueue({
    ttlSeconds = TTL_SECONDS,
    ...bounds
  }: Partial<AdmissionBounds> & { ttlSeconds?: number } = {}): BullJobQueue {
    const redis = impatientConnection({ REDIS_URL: server.url });
    logConnectionChanges(redis, silent);
    const queue = new BullJobQueue({ redis, resultTtlSeconds: ttlSeconds, bounds: { ...ROOMY, ...bounds } });
    closers.push(() => queue.close());
    return queue;
  }

  async function ready(queue: BullJobQueue): Promise<BullJobQueue> {
    await eventually(() => Promise.resolve(queue.notReady() === undefined ? true : undefined));
    return queue;
  }

  async function started(options: Parameters<typeof openQueue>[0] = {}, ...serverOptions: string[]): Promise<BullJobQueue> {
    await server.start(...serverOptions);
    return ready(openQueue(options));
  }

  const view = async (queue: BullJobQueue, id: string): Promise<JobView | undefined> => {
    const job = await queue.find(id);
    return typeof job === 'object' ? job : undefined;
  };
  const finished = (queue: BullJobQueue, id: string): Promise<JobView> =>
    eventually(async () => {
      const job = await view(queue, id);
      return job === undefined || job.status === 'waiting' || job.status === 'active' ? undefined : job;
    });
  const submit = async (queue: BullJobQueue, texts: readonly string[], more: { client?: string; key?: string } = {}) =>
    (await queue.add({ texts, client: more.client ?? 'one', key: more.key })).id;

  function raw(): Redis {
    const redis = new Redis(server.url);
    closers.push(() => redis.quit());
    return redis;
  }

  interface Work {
    readonly predict: (text: string) => Promise<Prediction>;
    readonly maxAttempts?: number;
    readonly lockDurationMs?: number;
  }

  function work({ predict, maxAttempts = 1, lockDurationMs = 10_000 }: Work) {
    const redis = patientConnection({ REDIS_URL: server.url });
    logConnectionChanges(redis, silent);
    const metrics = new WorkerMetrics(model);
    const process = jobProcessor({ store: new JobStore(redis), batcher: { submit: predict }, model, maxAttempts, metrics });
    const retryPolicy = { lockDurationMs, stalledIntervalMs: 100 };
    const consumer = startConsumer({ redis, concurrency: 4, process, metrics, retryPolicy });
    closers.push(async () => {
      // By force: a failed test leaves a job active that never ends.
      await consumer.close(true);
      redis.disconnect();
    });
    return { consumer, metrics };
  }

  test('a job goes from waiting to completed and carries its result and times', async () => {
    const queue = await started();
    const id = await submit(queue, ['hello', 'free money']);
    expect(await view(queue, id)).toMatchObject({ status: 'waiting', startedAtMs: undefined, result: undefined });
    expect(await queue.counts()).toMatchObject({ waiting: 1, active: 0, completed: 0 });
    work({ predict: echo });
    const job = await finished(queue, id);
    expect(job.result).toEqual(resultOf(['hello', 'free money']));
    const times = [job.createdAtMs, job.startedAtMs ?? 0, job.finishedAtMs ?? 0];
    expect([...times].sort((one, other) => one - other)).toEqual(times);
    expect(await queue.counts()).toMatchObject({ waiting: 0, completed: 1 });
  });

  test('a running job is active, and one that throws is failed with the reason', async () => {
    const queue = await started();
    let fail: ((reason: Error) => void) | undefined;
    const predict = () =>
      new Promise<Prediction>((_resolve, reject) => {
        fail = reject;
      });
    work({ predict });
    const id = await submit(queue, ['a']);
    const active = await eventually(async () => {
      const job = await view(queue, id);
      return job?.status === 'active' ? job : undefined;
    });
    expect([active.startedAtMs !== undefined, active.finishedAtMs]).toEqual([true, undefined]);
    // Redis knows that the job is active a moment before the worker has begun it.
    const reject = await eventually(() => Promise.resolve(fail));
    reject(new Error('out of memory'));
    const failed = await finished(queue, id);
    expect([failed.status, failed.failure?.message, failed.result]).toEqual(['failed', 'out of memory', undefined]);
  });

  test('a second submission under the same key returns the first job, with other texts it is refused', async () => {
    const queue = await started();
    const first = await submit(queue, ['a'], { key: 'key-1' });
    expect(await submit(queue, ['a'], { key: 'key-1' })).toBe(first);
    await expect(submit(queue, ['b'], { key: 'key-1' })).rejects.toBeInstanceOf(KeyReusedError);
    expect(await queue.counts()).toMatchObject({ waiting: 1 });
  });

  test('many submissions under one key at once make one job, and all get it', async () => {
    const queue = await started();
    const ids = await Promise.all(Array.from({ length: 50 }, () => submit(queue, ['a'], { key: 'key-1' })));
    expect(new Set(ids).size).toBe(1);
    expect(await queue.counts()).toMatchObject({ waiting: 1 });
  });

  test('after its TTL the result is gone, its id counts as expired, and its key makes a new job', async () => {
    const queue = await started({ ttlSeconds: 1 });
    work({ predict: echo });
    const id = await submit(queue, ['a'], { key: 'key-1' });
    await finished(queue, id);
    await eventually(async () => ((await queue.find(id)) === 'expired' ? true : undefined));
    const again = await submit(queue, ['a'], { key: 'key-1' });
    expect(again).not.toBe(id);
    expect((await finished(queue, again)).status).toBe('completed');
  });

  test('only ids that were given out are jobs, whatever else Redis holds', async () => {
    const queue = await started();
    const id = await submit(queue, ['a'], { key: 'key-1' });
    const other = id.startsWith('A') ? `B${id.slice(1)}` : `A${id.slice(1)}`;
    for (const guess of ['meta', 'wait', '1', other, id.slice(1), `${id}A`]) expect(await queue.find(guess)).toBeUndefined();
  });

  test('a job leaves only its record and its result, and both have a TTL', async () => {
    const queue = await started();
    work({ predict: echo });
    await finished(queue, await submit(queue, ['free money '.repeat(1000)], { key: 'key-1' }));
    const redis = raw();
    await eventually(async () => ((await redis.keys('bull:predict:*')).length <= 5 ? true : undefined));
    const kept = (await redis.keys('lab:predict:*')).filter((name) => !/:(totals|secret|turn:strays)$/.test(name));
    expect(kept.map((name) => name.split(':')[2]).sort()).toEqual(['job', 'key', 'result']);
    for (const name of kept) expect(await redis.pttl(name)).toBeGreaterThan(0);
    for (const name of await redis.keys('bull:predict:*')) expect(await redis.memory('USAGE', name)).toBeLessThan(10_000);
  });

  test('a waiting job says how many are before it', async () => {
    const queue = await started();
    const ids = [];
    for (let number = 0; number < 3; number++) ids.push(await submit(queue, ['a']));
    const lines = await Promise.all(ids.map(async (id) => (await view(queue, id))?.line?.ahead));
    expect(lines).toEqual([0, 1, 2]);
    const before = (await queue.flow()).oldestSeconds;
    await eventually(async () => ((await queue.flow()).oldestSeconds > before ? true : undefined));
    expect((await queue.flow()).drainPerSecond).toBe(0);
  });

  test('without a server requests fail at once; when it comes they work without a restart', async () => {
    const queue = openQueue();
    await expect(submit(queue, ['a'])).rejects.toBeInstanceOf(QueueUnavailableError);
    await server.start();
    await ready(queue);
    expect(await view(queue, await submit(queue, ['a']))).toMatchObject({ status: 'waiting' });
  });

  test('accepted jobs survive the death of the server, and the worker takes them up again', async () => {
    const queue = await started({}, '--appendfsync', 'always');
    const id = await submit(queue, ['a']);
    await server.kill();
    await eventually(() => Promise.resolve(queue.notReady()));
    await expect(queue.find(id)).rejects.toBeInstanceOf(QueueUnavailableError);
    work({ predict: echo });
    await server.start();
    await ready(queue);
    expect((await finished(queue, id)).result).toEqual(resultOf(['a']));
  });

  test('when the server is silent, the client gets an error instead of waiting', async () => {
    const queue = await started();
    await queue.counts();
    server.freeze();
    await expect(queue.counts()).rejects.toBeInstanceOf(QueueUnavailableError);
    server.thaw();
    expect(await eventually(() => queue.counts().catch(() => undefined))).toMatchObject({ waiting: 0 });
  });

  describe('when workers die', () => {
    const never = () => new Promise<Prediction>(() => undefined);
    /** Takes the next job and then disappears, like a killed worker. */
    async function takeAndDie(queue: BullJobQueue, id: string, maxAttempts = 5): Promise<void> {
      const begun = new Promise<void>((resolve) => {
        const predict = () => {
          resolve();
          return never();
        };
        const { consumer } = work({ predict, maxAttempts, lockDurationMs: 200 });
        dead.push(consumer);
      });
      await begun;
      await view(queue, id);
      // Closed by force it renews no lock and looks for no stalled job.
      await dead.at(-1)?.close(true);
    }
    const dead: { close: (force: boolean) => Promise<void> }[] = [];

    test('a job whose worker died twice is done by the third', async () => {
      const queue = await started();
      const id = await submit(queue, ['a']);
      await takeAndDie(queue, id);
      await takeAndDie(queue, id);
      work({ predict: echo, maxAttempts: 5 });
      expect((await finished(queue, id)).result).toEqual(resultOf(['a']));
    });

    test('a job that kills every worker becomes a dead letter, and the next job is done', async () => {
      const queue = await started();
      const id = await submit(queue, ['a']);
      await takeAndDie(queue, id, 2);
      await takeAndDie(queue, id, 2);
      work({ predict: echo, maxAttempts: 2 });
      expect(await finished(queue, id)).toMatchObject({ status: 'failed', failure: { code: 'dead_letter' } });
      expect((await finished(queue, await submit(queue, ['b']))).status).toBe('completed');
      expect(await queue.counts()).toMatchObject({ dead: 1, failed: 0, completed: 1 });
    });

    test('a worker that comes back after another finished its job changes nothing', async () => {
      const queue = await started();
      const id = await submit(queue, ['a']);
      const redis = raw();
      const store = new JobStore(redis);
      const slow = await store.begin(id, 5);
      work({ predict: echo, maxAttempts: 5 });
      const first = await finished(queue, id);
      const late = { state: 'completed', result: resultOf(['something else']) } as const;
      expect(await store.finish(id, slow?.token ?? 0, late)).toBeUndefined();
      expect(await view(queue, id)).toEqual(first);
    });

    test('a job that BullMQ never got, or has lost, is handed to it again', async () => {
      const queue = await started();
      const redis = raw();
      const id = await submit(queue, ['a']);
      for (const name of await redis.keys('bull:predict:*')) await redis.del(name);
      // As if it had been accepted a minute ago.
      await redis.zincrby('lab:predict:open', -60e6, id);
      await redis.del('lab:predict:turn:strays');
      expect(await queue.bringBackStrays()).toBe(1);
      work({ predict: echo });
      expect((await finished(queue, id)).status).toBe('completed');
    });

    test('a cancel ends waiting and active jobs, from any replica, once', async () => {
      const queue = await started();
      const replica = await ready(openQueue());
      const waiting = await submit(queue, ['a']);
      expect(await replica.cancel(waiting)).toMatchObject({ status: 'cancelled', failure: { code: 'cancelled' } });
      let goOn: ((prediction: Prediction) => void) | undefined;
      const predict = () =>
        new Promise<Prediction>((resolve) => {
          goOn = resolve;
        });
      const { metrics } = work({ predict });
      const active = await submit(queue, ['b']);
      const resolve = await eventually(() => Promise.resolve(goOn));
      expect(await replica.cancel(active)).toMatchObject({ status: 'cancelled' });
      resolve(predictionOf('b'));
      await eventually(async () =>
        (await metrics.registry.metrics()).includes('lab_jobs_total{outcome="superseded"} 1') ? true : undefined,
      );
      expect((await view(queue, active))?.status).toBe('cancelled');
      expect(await queue.counts()).toMatchObject({ cancelled: 2, completed: 0, waiting: 0 });
      expect(await replica.cancel(active)).toMatchObject({ status: 'cancelled' });
    });

    test('a client with many jobs in line does not keep another one waiting', async () => {
      const queue = await started();
      const texts = Array<string>(32).fill('many');
      const many: string[] = [];
      for (let number = 0; number < 20; number++) many.push(await submit(queue, texts, { client: 'many' }));
      const few = await submit(queue, ['few'], { client: 'few' });
      const order: string[] = [];
      work({
        predict: (text) => {
          order.push(text);
          return echo(text);
        },
      });
      await finished(queue, many.at(-1) ?? '');
      expect((await view(queue, few))?.status).toBe('completed');
      // Only jobs that were taken together with it came before it.
      expect(order.indexOf('few')).toBeLessThan(5 * 32);
    });
  });

  describe('with little room', () => {
    const TEXT = 'x'.repeat(2000);
    /** Submits until there is no room. */
    async function fillUp(queue: BullJobQueue, texts: readonly string[] = [TEXT]): Promise<{ ids: string[]; refusal: unknown }> {
      const ids: string[] = [];
      for (;;) {
        try {
          ids.push(await submit(queue, texts));
        } catch (refusal) {
          return { ids, refusal };
        }
      }
    }

    test('admission ends before memory does; all that was accepted is finished, and then there is room again', async () => {
      const queue = await started({ ttlSeconds: 1 }, '--maxmemory', '8mb', '--maxmemory-policy', 'noeviction');
      const { ids, refusal } = await fillUp(queue);
      expect(refusal).toMatchObject({ bound: 'memory' });
      expect(ids.length).toBeGreaterThan(300);
      expect(queue.notReady()).toBeUndefined();
      // Under pressure every refusal is "full", never a failure.
      const pressure = new AbortController();
      const refusals = new Set<unknown>();
      const press = (async () => {
        while (!pressure.signal.aborted) {
          await submit(queue, [TEXT]).catch((error: unknown) => refusals.add((error as Error).constructor));
          await new Promise(setImmediate);
        }
      })();
      closers.push(() => {
        pressure.abort();
        return Promise.resolve();
      });
      work({ predict: echo });
      await eventually(async () => ((await queue.counts()).completed > ids.length + 200 ? true : undefined));
      pressure.abort();
      await press;
      expect([...refusals].filter((one) => one !== QueueFullError)).toEqual([]);
      await eventually(async () => {
        const { waiting, prioritized, active, delayed } = await queue.counts();
        return waiting + prioritized + active + delayed === 0 ? true : undefined;
      });
      const { failed, dead } = await queue.counts();
      expect([failed, dead]).toEqual([0, 0]);
    });

    test('a store filled by others is not ready and takes no jobs, until it has room again', async () => {
      const queue = await started({}, '--maxmemory', '8mb', '--maxmemory-policy', 'noeviction');
      const id = await submit(queue, ['a']);
      const redis = raw();
      for (let number = 0; ; number++) {
        if ((await redis.set(`filler:${number}`, 'x'.repeat(10_000)).catch(() => 'full')) === 'full') break;
      }
      await expect(submit(queue, ['b'])).rejects.toMatchObject({ bound: 'memory' });
      expect(await eventually(() => Promise.resolve(queue.notReady()))).toContain('Redis is full');
      expect(await view(queue, id)).toMatchObject({ status: 'waiting' });
      work({ predict: echo, maxAttempts: 5 });
      const fillers = await redis.keys('filler:*');
      await redis.del(...fillers);
      await ready(queue);
      expect((await finished(queue, await submit(queue, ['b']))).status).toBe('completed');
      expect((await finished(queue, id)).status).toBe('completed');
    });

    test('jobs and bytes have separate bounds, and every ended job frees its room', async () => {
      const queue = await started({ maxJobs: 3 });
      const { ids, refusal } = await fillUp(queue);
      expect([ids.length, (refusal as QueueFullError).bound]).toEqual([3, 'jobs']);
      await queue.cancel(ids[0] ?? '');
      expect((await fillUp(queue)).ids.length).toBe(1);
      const second = await ready(openQueue({ maxBytes: 0 }));
      await expect(submit(second, ['a'])).rejects.toMatchObject({ bound: 'bytes' });
    });

    test('when submissions race for the last places, exactly that many are accepted', async () => {
      const queue = await started({ maxJobs: 10 });
      const all = await Promise.allSettled(Array.from({ length: 100 }, () => submit(queue, ['a'])));
      expect(all.filter(({ status }) => status === 'fulfilled').length).toBe(10);
    });

    test('one client cannot take the whole queue', async () => {
      const queue = await started({ maxJobs: 10, clientShare: 0.5 });
      const { ids, refusal } = await fillUp(queue);
      expect([ids.length, (refusal as Error).constructor]).toEqual([5, ClientQuotaError]);
      await submit(queue, ['b'], { client: 'two' });
    });

    test('the time to wait is the backlog divided by the rate at which jobs end', async () => {
      const queue = await started({ maxJobs: 20 });
      const { consumer } = work({ predict: echo });
      for (let number = 0; number < 40; number++) await finished(queue, await submit(queue, ['a']));
      await consumer.close();
      const { refusal } = await fillUp(queue);
      // 40 ends weigh 4 a second at first; 20 jobs are 5 s then, and more with every second without an end.
      expect((refusal as QueueFullError).retryAfterSeconds).toBeGreaterThanOrEqual(5);
      expect((refusal as QueueFullError).retryAfterSeconds).toBeLessThan(60);
    });
  });
});
