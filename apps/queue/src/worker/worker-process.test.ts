/** Both programs as they run in pods: compiled, with the real model and a real server. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, openSync, closeSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acceptedSchema, jobSchema } from '../jobs/routes';
import { eventually } from '../testing/eventually';
import { freePort } from '../testing/free-port';
import { RedisServer, findRedisServer } from '../testing/redis-server';

const MAIN = join(__dirname, '../../../../build/apps/queue/src/main.js');
const redisProgram = findRedisServer();
const { MODEL_DIR } = process.env;
const missing = [
  existsSync(MAIN) ? [] : ['build/ (run npm run build)'],
  MODEL_DIR === undefined || MODEL_DIR === '' ? ['MODEL_DIR'] : [],
  redisProgram === undefined ? ['a redis-server or valkey-server'] : [],
].flat();
if (missing.length > 0)
  process.stdout.write(`Tests of the queue's processes are skipped: there is no ${missing.join(', no ')}.\n`);
const whenPossible = missing.length > 0 ? describe.skip : describe;

/** The answer, or undefined while nobody listens. */
const ask = (url: string) => fetch(url).catch(() => undefined);
const ready = (base: string) => eventually(async () => ((await ask(`${base}/readyz`))?.ok === true ? true : undefined));

whenPossible('the compiled programs', () => {
  jest.setTimeout(60_000);
  const children: ChildProcess[] = [];
  let redis: RedisServer;
  let environment: NodeJS.ProcessEnv;

  beforeEach(async () => {
    redis = await RedisServer.create(redisProgram ?? '');
    environment = {
      PATH: process.env.PATH,
      REDIS_URL: redis.url,
      RESULT_TTL_SECONDS: '60',
      PORT: String(await freePort()),
      METRICS_PORT: String(await freePort()),
      MODEL_DIR,
      ORT_INTRA_OP_NUM_THREADS: '1',
      WORKER_CONCURRENCY: '8',
      MICRO_BATCH_MAX_SIZE: '8',
      MICRO_BATCH_MAX_DELAY_MS: '5',
      DRAIN_SECONDS: '0',
    };
  });

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await redis.remove();
  });

  function start(role: string) {
    const child = spawn(process.execPath, [MAIN, role], { env: environment, stdio: 'ignore' });
    children.push(child);
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { child, ended };
  }

  test('jobs become predictions, and after SIGTERM the jobs at hand are finished and the exit code is 0', async () => {
    await redis.start();
    const api = start('api');
    const worker = start('worker');
    const base = `http://127.0.0.1:${environment.PORT ?? ''}`;
    const metrics = `http://127.0.0.1:${environment.METRICS_PORT ?? ''}`;
    await Promise.all([ready(base), ready(metrics)]);
    const submit = async (body: object) => {
      const answer = await fetch(`${base}/v1/jobs`, { method: 'POST', body: JSON.stringify(body) });
      return acceptedSchema.parse(await answer.json()).links.self;
    };
    const read = async (path: string) => jobSchema.parse(await (await fetch(base + path)).json());

    const spam = 'Claim your free prize money now, click here!!!';
    const first = await submit({ texts: [spam, `${spam} ${'and more of it '.repeat(100)}`] });
    const job = await eventually(async () => {
      const one = await read(first);
      return one.status === 'completed' ? one : undefined;
    });
    expect(job.result?.predictions.map(({ label, truncated }) => [label, truncated])).toEqual([
      ['spam', false],
      ['spam', true],
    ]);
    const text = await (await fetch(`${metrics}/metrics`)).text();
    expect(text).toContain('lab_batch_size_sum 2');
    expect(text).toContain('lab_jobs_total{outcome="completed"} 1');
    expect(text).toMatch(/^lab_model_info\{name="minilm-spam",variant="fp32",sha256="[0-9a-f]{64}"\} 1$/m);

    const many = await Promise.all(Array.from({ length: 20 }, (_, index) => submit({ text: `${spam} ${index}` })));
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
    const statuses = (await Promise.all(many.map(read))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 'active' || status === 'failed')).toEqual([]);
    api.child.kill('SIGTERM');
    expect(await api.ended).toBe(0);
  });

  test('a worker without Redis is alive but not ready, and becomes ready when Redis comes', async () => {
    start('worker');
    const metrics = `http://127.0.0.1:${environment.METRICS_PORT ?? ''}`;
    const reason = await eventually(async () => {
      const text = await (await ask(`${metrics}/readyz`))?.text();
      return text?.includes('Redis') === true ? text : undefined;
    });
    expect(JSON.parse(reason)).toEqual({ status: 'not ready', reason: 'Redis is not connected' });
    expect((await fetch(`${metrics}/healthz`)).status).toBe(200);
    await redis.start();
    expect(await ready(metrics)).toBe(true);
  });

  test('a model with one byte changed is exit code 5 and one line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'artifact-'));
    try {
      cpSync(MODEL_DIR ?? '', folder, { recursive: true });
      const file = openSync(join(folder, 'model.onnx'), 'r+');
      writeSync(file, 'X', 5000);
      closeSync(file);
      const ended = spawnSync(process.execPath, [MAIN, 'worker'], {
        env: { ...environment, MODEL_DIR: folder },
        encoding: 'utf8',
      });
      expect([ended.status, ended.stdout]).toEqual([5, '']);
      expect(ended.stderr).toMatch(/^\S+model\.onnx: was changed: .*\n$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.each([
    [[], 2, 'say which part to run: api or worker'],
    [['apis'], 2, 'there is no part "apis"'],
  ])('the arguments %j are exit code %i', (args, code, message) => {
    const ended = spawnSync(process.execPath, [MAIN, ...args], { env: environment, encoding: 'utf8' });
    expect([ended.status, ended.stderr.includes(message)]).toEqual([code, true]);
  });
});
