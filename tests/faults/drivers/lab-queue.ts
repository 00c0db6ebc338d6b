import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { Pool } from 'undici';
import { freePort } from '../../../apps/queue/src/testing/free-port';
import type { Driver, Seen, Submission, System, SystemOptions } from '../driver';
import { Supervised } from '../process';

const CONNECTIONS = 32;
const TIMEOUT_MS = 10_000;

/** This lab's queue: `apps/queue`, API and workers as they run in pods. */
export const labQueue = (build: string): Driver => ({
  name: 'lab-queue',
  what: 'apps/queue: one API, workers, BullMQ',
  start: async (options) => startLabQueue(join(build, 'apps/queue/src/main.js'), options),
});

async function startLabQueue(script: string, options: SystemOptions): Promise<System> {
  const { server, ledger, callMs, maxOpenJobs } = options;
  const common = { PATH: process.env['PATH'], REDIS_URL: server.url, LOG_LEVEL: 'silent', DRAIN_SECONDS: '0' };
  const port = await freePort();
  const api = new Supervised({
    script,
    args: ['api'],
    env: {
      ...common,
      PORT: String(port),
      RESULT_TTL_SECONDS: '3600',
      MAX_OPEN_JOBS: String(maxOpenJobs),
      CLIENT_SHARE: '1',
    },
  });
  const workers: Supervised[] = [];
  for (let number = 0; number < options.workers; number++)
    workers.push(
      new Supervised({
        script,
        args: ['worker'],
        env: {
          ...common,
          METRICS_PORT: String(await freePort()),
          MODEL_DIR: 'none',
          ORT_INTRA_OP_NUM_THREADS: '1',
          WORKER_CONCURRENCY: '32',
          MICRO_BATCH_MAX_SIZE: '16',
          MICRO_BATCH_MAX_DELAY_MS: '1',
          STAND_IN_CALL_MS: String(callMs),
          STAND_IN_LEDGER: ledger,
        },
      }),
    );
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS });
  const ask = async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object, headers: Record<string, string> = {}) => {
    const payload = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await pool.request({ method, path, headers, ...payload, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: answer.statusCode, body: (await answer.body.json()) as Record<string, unknown> };
  };
  for (const each of [api, ...workers]) each.start();
  await untilReady(() => ask('GET', '/readyz').then(({ status }) => status === 200));
  return {
    workers,
    api,
    submit: async (text, key): Promise<Submission> => {
      try {
        const { status, body } = await ask('POST', '/v1/jobs', { text }, { 'idempotency-key': key });
        if (status === 202) return { outcome: 'accepted', id: String(body['id']) };
        // After "queue_unavailable" the job may have been accepted; "queue_full" and quotas are refusals.
        return { outcome: JSON.stringify(body).includes('queue_unavailable') || status === 500 ? 'unknown' : 'refused' };
      } catch {
        return { outcome: 'unknown' };
      }
    },
    see: async (id): Promise<Seen> => {
      try {
        const { status, body } = await ask('GET', `/v1/jobs/${id}`);
        if (status === 404 || status === 410) return 'missing';
        if (status !== 200) return 'unknown';
        const known = body['status'];
        return known === 'completed' || known === 'failed' || known === 'cancelled' ? known : 'open';
      } catch {
        return 'unknown';
      }
    },
    cancel: async (id) => {
      await ask('DELETE', `/v1/jobs/${id}`).catch(() => undefined);
    },
    close: async () => {
      await Promise.all([api, ...workers].map((each) => each.stop('SIGKILL')));
      await pool.destroy();
    },
  };
}

const READY_WITHIN_MS = 60_000;

export async function untilReady(isReady: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + READY_WITHIN_MS;
  while (!(await isReady().catch(() => false))) {
    if (performance.now() > end) throw new Error(`The system was not ready within ${READY_WITHIN_MS} ms.`);
    await delay(20);
  }
}
