import { setTimeout as delay } from 'node:timers/promises';
import type { RedisServer } from '../../apps/queue/src/testing/redis-server';
import type { System } from './driver';

/** How the load of a trial looks. Left out: every job is harmless, submitted once, and nobody cancels. */
export interface Load {
  /** What the job with this number is, or undefined for a harmless one. */
  readonly poison?: (job: number) => 'fault:die' | 'fault:throw' | undefined;
  /** Submissions of each job at the same time. */
  readonly copies?: number;
  /** True for a job that its client cancels as soon as it is accepted. */
  readonly cancels?: (job: number) => boolean;
  readonly callMs?: number;
  readonly maxOpenJobs?: number;
}

export interface Fault {
  readonly name: string;
  readonly what: string;
  /** How the server writes its append-only file. */
  readonly appendfsync: 'always' | 'everysec';
  readonly load: Load;
  /** Happens when a third of the jobs are accepted; resolves when the cause is gone. */
  readonly strike: (system: System, server: RedisServer) => Promise<void>;
  /** Part of the short half, which is a test. */
  readonly isShort: boolean;
}

/** Longer than the lock of the lab's queue and the lease of the sorted set. */
const LONGER_THAN_A_LOCK_MS = 13_000;
const nothing = () => Promise.resolve();

function fault(name: string, what: string, more: Partial<Fault>): Fault {
  return { name, what, appendfsync: 'everysec', load: {}, strike: nothing, isShort: false, ...more };
}

function killServer(appendfsync: Fault['appendfsync']): Fault['strike'] {
  return async (_system, server) => {
    await server.kill();
    await server.start('--appendfsync', appendfsync);
  };
}

export const FAULTS: readonly Fault[] = [
  fault('none', 'no fault', {}),
  fault('worker-kill', 'kill -9 of one worker and then of the other while they are at work, three times', {
    // So long that they have jobs in hand when they are killed.
    load: { callMs: 50 },
    strike: async ({ workers }) => {
      for (const worker of [...workers, ...workers, ...workers]) {
        worker.signal('SIGKILL');
        await delay(300);
      }
    },
    isShort: true,
  }),
  fault('workers-kill', 'kill -9 of all workers, three times', {
    strike: async ({ workers }) => {
      for (let round = 0; round < 3; round++) {
        for (const worker of workers) worker.signal('SIGKILL');
        await delay(1500);
      }
    },
  }),
  fault('api-kill', 'kill -9 of the API', { strike: ({ api }) => Promise.resolve(api?.signal('SIGKILL')), isShort: true }),
  fault('server-kill-always', 'kill -9 of Redis, append-only file written always', {
    appendfsync: 'always',
    strike: killServer('always'),
    isShort: true,
  }),
  fault('server-kill-everysec', 'kill -9 of Redis, append-only file synced every second', { strike: killServer('everysec') }),
  fault('server-stop', 'Redis answers nothing for 5 s, and then all', {
    strike: async (_system, server) => {
      server.freeze();
      await delay(5000);
      server.thaw();
    },
  }),
  fault('worker-stop', 'SIGSTOP of a worker for longer than its lock', {
    load: { callMs: 50 },
    strike: async ({ workers }) => {
      workers[0]?.signal('SIGSTOP');
      await delay(LONGER_THAN_A_LOCK_MS);
      workers[0]?.signal('SIGCONT');
    },
  }),
  fault('poison', 'one job in 500 kills its worker', {
    load: { poison: (job) => (job % 500 === 250 ? 'fault:die' : undefined) },
  }),
  fault('throw', 'inference throws for one job in 50', {
    load: { poison: (job) => (job % 50 === 0 ? 'fault:throw' : undefined) },
    isShort: true,
  }),
  fault('duplicates', 'every job is submitted three times at once under one key', { load: { copies: 3 }, isShort: true }),
  fault('cancel', 'every third job is cancelled as soon as it is accepted', {
    load: { cancels: (job) => job % 3 === 0 },
    isShort: true,
  }),
  fault('scale-to-zero', 'no workers for 3 s while jobs wait for their next attempt', {
    load: { poison: (job) => (job % 50 === 0 ? 'fault:throw' : undefined) },
    strike: async ({ workers }) => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await delay(3000);
      for (const worker of workers) worker.start();
    },
  }),
  fault('rolling-restart', 'SIGTERM of one worker after the other', {
    strike: async ({ workers }) => {
      for (const worker of workers) {
        await worker.stop();
        worker.start();
        await delay(1000);
      }
    },
  }),
  fault('overload', 'more jobs than there is room for, all the time', { load: { callMs: 400, maxOpenJobs: 40 } }),
];
