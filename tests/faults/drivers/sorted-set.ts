import { join } from 'node:path';
import type { Driver, Seen, Submission, System, SystemOptions } from '../driver';
import { Supervised } from '../process';
import { untilReady } from './lab-queue';
import { connection, DONE, WAITING, type Taking } from './sorted-set-keys';

const WHAT: Readonly<Record<Taking, string>> = {
  zpopmin: 'a sorted set, taken from with ZPOPMIN: broken on purpose, what a worker has when it dies is gone',
  lease: 'a sorted set with leases: a job is taken until a time, and taken again when that has passed',
};

/** A queue as many write one: clients and workers share a sorted set. */
export const sortedSet = (build: string, taking: Taking): Driver => ({
  name: taking,
  what: WHAT[taking],
  start: async (options) => startSortedSet(join(build, 'tests/faults/drivers/sorted-set-worker.js'), taking, options),
});

async function startSortedSet(script: string, taking: Taking, options: SystemOptions): Promise<System> {
  const { server, ledger, callMs } = options;
  const redis = connection(server.url);
  const env = { PATH: process.env['PATH'], REDIS_URL: server.url, TAKING: taking, LEDGER: ledger, CALL_MS: String(callMs) };
  const workers = Array.from({ length: options.workers }, () => new Supervised({ script, args: [], env }));
  await untilReady(async () => (await redis.ping()).length > 0);
  for (const worker of workers) worker.start();
  return {
    workers,
    api: undefined,
    cancel: undefined,
    submit: async (text): Promise<Submission> => {
      try {
        await redis.zadd(WAITING, 'NX', Date.now(), text);
        return { outcome: 'accepted', id: text };
      } catch {
        return { outcome: 'unknown' };
      }
    },
    see: async (id): Promise<Seen> => {
      try {
        return (await redis.hexists(DONE, id)) === 1 ? 'completed' : 'open';
      } catch {
        return 'unknown';
      }
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.stop('SIGKILL')));
      redis.disconnect();
    },
  };
}
