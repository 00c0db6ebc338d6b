import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ExitCode } from '../../contract';
import { announceStop, Interrupted } from '../interrupt';
import type { CommandContext } from '../context';
import { REPO } from '../paths';
import { findRedisServer } from '../setup/redis';

/** Compiled beside this file's own folder; tests are programs of their own and no library of the CLI. */
const KIT = join(REPO, 'build/tests/faults/main.js');

interface FaultsOptions {
  readonly driver: string;
  readonly fault?: readonly string[];
  readonly all?: true;
  readonly jobs: string;
  readonly json?: true;
}

export function addFaults(program: Command, context: CommandContext): void {
  program
    .command('faults')
    .option('--driver <name>', 'the queue under test: lab-queue, lease, zpopmin', 'lab-queue')
    .option('--fault <name...>', 'these faults only; a wrong name lists them')
    .option('--all', 'all faults; without it the short half')
    .option('--jobs <count>', 'jobs for each fault', '2000')
    .option('--json', 'one JSON object for each fault')
    .description('kill, stop and overload the queue and count what it lost; exit 6 when it lost an accepted job')
    .addHelpText(
      'after',
      '\nExamples:\n  ./lab faults\n  ./lab faults --all --jobs 10000\n  ./lab faults --driver zpopmin   # broken on purpose: fails',
    )
    .action(async ({ driver, fault = [], all, jobs, json }: FaultsOptions) => {
      const { signal } = context.interrupt;
      announceStop(signal);
      const args = ['--driver', driver, '--jobs', jobs, ...fault.flatMap((name) => ['--fault', name])];
      if (all === true) args.push('--all');
      if (json === true) args.push('--json');
      const env = { ...process.env, REDIS_SERVER: findRedisServer(process.env) };
      const child = spawn(process.execPath, [KIT, ...args], { env, stdio: 'inherit' });
      signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
      const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
      if (signal.aborted) throw new Interrupted();
      context.exit(code ?? ExitCode.failure);
    });
}
