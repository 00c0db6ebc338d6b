import { join } from 'node:path';
import type { Command } from 'commander';
import { ExitCode, UserError, type Run } from '../../contract';
import { renderTerminal } from '../../report';
import { LAB_DIR, REPO, RESULTS_DIR } from '../paths';
import { Progress } from '../progress';
import type { CommandContext } from '../program';
import { DEFAULT_PROFILE, readLab } from '../session/config';
import { detach, isDetached, reportDetached } from '../session/detached';
import { writeJson, writeRun } from '../session/document';
import { runBenchmarks, startLab, type SessionInput } from '../session/session';
import { labSteps, selectBenchmarks } from '../session/steps';
import { requireLinux, requireSpace } from '../setup/machine';
import { findPython, pythonReady } from '../setup/python';
import { cacheDir } from '../paths';

export interface UpOptions {
  readonly config: string;
  readonly profile: string;
  readonly only: string[];
  readonly on: string;
  readonly json?: string;
  readonly keep?: true;
  readonly failOnVerdict?: true;
}

/** Free space: environments, weights and graph on a fresh machine; afterwards logs and results only. */
const COLD_MIB = 1500;
const WARM_MIB = 200;

export function addUp(program: Command, context: CommandContext): void {
  program
    .command('up')
    .option('--config <file>', 'the lab to run', join(REPO, 'lab.yaml'))
    .option('--profile <name>', 'merge lab.<name>.yaml on top', DEFAULT_PROFILE)
    .option('--only <benchmark...>', 'measure these benchmarks or groups only', [])
    .option('--on <engine>', 'local', 'local')
    .option('--json <file>', 'write the results there too')
    .option('--keep', 'leave the services running; ./lab down stops them')
    .option('--fail-on-verdict', 'exit 6 when a benchmark misses its bounds')
    .description('set everything up, start the lab, measure it, write the report, stop it')
    .addHelpText('after', '\nExamples:\n  ./lab up\n  ./lab up --only load/fastapi --json results.json\n  ./lab up --keep')
    .action(async (options: UpOptions) => {
      if (options.keep === true && !isDetached()) context.exit(await detach(context.interrupt.signal));
      else context.exit(await up(options, context.interrupt.signal));
    });
}

export async function up(options: UpOptions, signal: AbortSignal): Promise<number> {
  if (options.on !== 'local')
    throw new UserError({
      where: `--on ${options.on}`,
      problem: 'is not an engine of this version.',
      fix: 'Engines: local.',
      exit: 'usage',
    });
  requireLinux(process.platform);
  const loaded = readLab({ file: options.config, profile: options.profile });
  const benchmarks = selectBenchmarks(loaded.lab, options.only);
  const python = findPython(process.env);
  const neededMiB = pythonReady(python) ? WARM_MIB : COLD_MIB;
  for (const folder of [LAB_DIR, RESULTS_DIR, cacheDir(process.env)]) requireSpace(folder, neededMiB);

  const print = (line: string): void => console.log(line);
  const progress = new Progress(
    labSteps(loaded.lab, benchmarks),
    join(LAB_DIR, 'timings.json'),
    print,
    () => performance.now() / 1000,
  );
  const command = `./lab up ${process.argv.slice(3).join(' ')}`.trim();
  const input: SessionInput = {
    loaded,
    profile: options.profile,
    benchmarks,
    python,
    command,
    progress,
    signal,
    now: () => new Date(),
  };

  const cluster = await startLab(input);
  let run: Run;
  try {
    for (const line of cluster.endpointLines()) progress.note(line);
    run = await runBenchmarks(cluster, input);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  const folder = await progress.run('stop', async () => {
    if (options.keep !== true) await cluster.stop();
    if (options.json !== undefined) writeJson(options.json, run);
    return writeRun(run, RESULTS_DIR);
  });
  progress.save();
  print(
    `\n${renderTerminal(run, { color: process.stdout.isTTY, width: process.stdout.columns, reportPath: join(folder, 'report.html') })}`,
  );
  const exitCode = exitCodeOf(run, options);
  if (options.keep === true) {
    print('The lab keeps running: ./lab status shows it, ./lab down stops it.');
    await reportDetached(exitCode, signal);
    await cluster.stop();
  }
  return exitCode;
}

function exitCodeOf(run: Run, options: UpOptions): number {
  if (run.failures.length > 0) return ExitCode.failure;
  const missed = run.results.some((result) => !result.verdict.pass);
  return missed && options.failOnVerdict === true ? ExitCode.verdict : ExitCode.ok;
}
