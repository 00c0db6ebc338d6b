/** The short half of the faults, and the proof that the kit sees a loss: compiled programs on a real server. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findRedisServer } from '../../apps/queue/src/testing/redis-server';
import { labQueue } from './drivers/lab-queue';
import { sortedSet } from './drivers/sorted-set';
import { FAULTS } from './faults';
import { runTrial } from './trial';

const BUILD = join(__dirname, '../../build');
const redis = findRedisServer();
const missing = [
  ...(existsSync(join(BUILD, 'tests/faults/drivers/sorted-set-worker.js')) ? [] : ['build/ (run npm run build)']),
  ...(redis === undefined ? ['redis-server or valkey-server'] : []),
];
if (missing.length > 0) process.stdout.write(`Faults are skipped: there is no ${missing.join(', no ')}.\n`);
const whenPossible = missing.length > 0 ? describe.skip : describe;
const JOBS = 300;
const PATIENCE_MS = 30_000;

whenPossible('a client that counts what it was promised', () => {
  jest.setTimeout(120_000);
  const short = FAULTS.filter(({ isShort }) => isShort);

  test.each(short.map((fault) => [fault.what, fault] as const))('loses nothing: %s', async (_what, fault) => {
    const driver = labQueue(BUILD);
    const result = await runTrial({ driver, fault, jobs: JOBS, redis: redis ?? '', patienceMs: PATIENCE_MS });
    expect(result).toMatchObject({ struck: true, accepted: JOBS, lost: 0, changed: 0 });
    const poisoned = Array.from({ length: JOBS }, (_, job) => fault.load.poison?.(job)).filter((one) => one !== undefined);
    expect(result.failed).toBe(poisoned.length);
    expect(result.completed + result.cancelled).toBe(JOBS - poisoned.length);
    if ((fault.load.copies ?? 1) > 1) expect(result.executedTwice).toBe(0);
  });

  test('convicts a worker that takes with ZPOPMIN when it is killed', async () => {
    const fault = short.find(({ name }) => name === 'worker-kill');
    if (fault === undefined) throw new Error('There is no fault that kills a worker.');
    const driver = sortedSet(BUILD, 'zpopmin');
    const result = await runTrial({ driver, fault, jobs: 2000, redis: redis ?? '', patienceMs: 3000 });
    expect(result.lost).toBeGreaterThan(0);
    expect(result.completed + result.lost).toBe(2000);
  });
});
