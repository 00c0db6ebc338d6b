/** `./lab faults`: real processes, real faults, and a client that counts what it was promised. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findRedisServer } from '../../cli/setup/redis';
import { table } from '../../cli/table';
import { ExitCode } from '../../contract/exit-codes';
import type { Driver } from './driver';
import { labQueue } from './drivers/lab-queue';
import { sortedSet } from './drivers/sorted-set';
import { FAULTS, type Fault } from './faults';
import { runTrial, type TrialResult } from './trial';

/** This file runs from build/tests/faults. */
const BUILD = join(__dirname, '../..');
const DRIVERS: readonly Driver[] = [labQueue(BUILD), sortedSet(BUILD, 'lease'), sortedSet(BUILD, 'zpopmin')];
const PATIENCE_MS = 30_000;
const HEAD = [
  ...['DRIVER', 'FAULT', 'ACCEPTED', 'REFUSED', 'COMPLETED', 'FAILED', 'CANCELLED', 'LOST', 'CHANGED', 'TWICE'],
  ...['RECOVERY P50', 'P95', 'MAX', 'TIME'],
];

function row(result: TrialResult): string[] {
  const seconds = (ms: number | undefined) => (ms === undefined ? '-' : `${(ms / 1000).toFixed(1)} s`);
  const counts = [result.accepted, result.refused, result.completed, result.failed, result.cancelled, result.lost];
  return [
    ...[result.driver, result.fault],
    ...[...counts, result.changed, result.executedTwice].map(String),
    ...[
      seconds(result.recoveryP50Ms),
      seconds(result.recoveryP95Ms),
      seconds(result.recoveryMaxMs),
      `${result.seconds.toFixed(0)} s`,
    ],
  ];
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      driver: { type: 'string', default: 'lab-queue' },
      fault: { type: 'string', multiple: true },
      all: { type: 'boolean', default: false },
      jobs: { type: 'string', default: '2000' },
      json: { type: 'boolean', default: false },
    },
  });
  const driver = DRIVERS.find(({ name }) => name === values.driver);
  const jobs = Number(values.jobs);
  const faults = chosenFaults(values.fault, values.all, driver);
  if (driver === undefined || faults === undefined || !Number.isInteger(jobs) || jobs < 1) {
    console.error(`lab faults: drivers are ${DRIVERS.map(({ name }) => name).join(', ')}; --jobs is a whole number; faults are`);
    for (const { name, what } of FAULTS) console.error(`  ${name.padEnd(22)}${what}`);
    return ExitCode.usage;
  }
  // What is under way ends by itself then: every process that a trial started is ended before it gives up.
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort(new Error(`stopped by ${name}`)));
  const redis = process.env['REDIS_SERVER'] ?? findRedisServer(process.env);
  console.error(`==> ${driver.name} (${driver.what}): ${faults.length} faults, ${jobs} jobs each`);
  const results: TrialResult[] = [];
  for (const fault of faults) {
    console.error(`==> ${fault.name}: ${fault.what}`);
    const result = await runTrial({ driver, fault, jobs, redis, patienceMs: PATIENCE_MS, signal: stop.signal });
    results.push(result);
    if (values.json) console.log(JSON.stringify(result));
  }
  if (!values.json) for (const line of table(HEAD, results.map(row))) console.log(line);
  const bad = results.filter(({ struck, lost, changed }) => !struck || lost + changed > 0);
  const total = results.reduce((sum, { accepted }) => sum + accepted, 0);
  console.error(
    bad.length === 0
      ? `==> passed: of ${total} accepted jobs none was lost`
      : `==> failed: accepted jobs were lost or ended twice, or the fault never happened (${bad.map(({ fault }) => fault).join(', ')})`,
  );
  return bad.length === 0 ? ExitCode.ok : ExitCode.verdict;
}

/** Without a choice: all for a queue that should hold, and for another one the kill that convicts it. */
function chosenFaults(
  names: readonly string[] | undefined,
  all: boolean,
  driver: Driver | undefined,
): readonly Fault[] | undefined {
  if (all) return FAULTS;
  const wanted =
    names ?? (driver?.name === 'lab-queue' ? FAULTS.filter(({ isShort }) => isShort).map(({ name }) => name) : ['worker-kill']);
  const found = wanted.flatMap((name) => FAULTS.filter((fault) => fault.name === name));
  return found.length === wanted.length ? found : undefined;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(ExitCode.failure);
  },
);
