import { join } from 'node:path';
import { labSources, readApps, readLab, selectBenchmarks, type Run } from '../../contract';
import { readState, requireLinux } from '../../local';
import { readRuns } from '../history/runs';
import { announceStop } from '../interrupt';
import { cacheDir, LAB_DIR, REPO, RESULTS_DIR, RUN_DIR } from '../paths';
import { Progress } from '../progress';
import { appsWithEnvironment, environmentsReady } from '../setup/app-environments';
import { requireNoGpu, requireSpace } from '../setup/machine';
import { runsShipped } from '../setup/own-services';
import { findPython, pythonReady } from '../setup/python';
import { reportDetached } from './detached';
import { earlierTradeoffs } from './earlier-tradeoffs';
import { endpointLines } from './endpoints';
import { exitCodeOf, terminalText, writeJson, writeRun, type WrittenRun } from './document';
import { runBenchmarks, startLab, type SessionInput } from './session';
import { labSteps } from './steps';
import { runTradeoffs } from './tradeoffs';

export interface UpOptions {
  readonly config: string;
  readonly profile: string;
  /** Benchmarks or groups; empty = all. */
  readonly only: readonly string[];
  readonly json?: string;
  readonly keep?: true;
  readonly failOnVerdict?: true;
}

/** Free space: environments, weights and graph on a fresh machine; afterwards logs and results only. */
const COLD_MIB = 1500;
const WARM_MIB = 200;
/** One more Python environment. */
const ENVIRONMENT_MIB = 400;

/** The main job: set up, start, measure, report, stop. Returns the exit code. */
export async function up(options: UpOptions, signal: AbortSignal): Promise<number> {
  announceStop(signal);
  requireLinux(process.platform);
  const choice = { root: REPO, file: options.config, profile: options.profile };
  const loaded = readLab(choice);
  requireNoGpu(loaded.lab);
  const { tradeoffs } = loaded.lab;
  const benchmarks = tradeoffs === undefined ? selectBenchmarks(loaded.lab, options.only) : [];
  const python = findPython(process.env);
  const ownEnvironments = appsWithEnvironment(readApps(REPO), loaded.lab).filter((app) => !environmentsReady([app], python));
  const isWarm = pythonReady(python) || !runsShipped(loaded.lab, benchmarks);
  const neededMiB = (isWarm ? WARM_MIB : COLD_MIB) + ownEnvironments.length * ENVIRONMENT_MIB;
  for (const folder of [LAB_DIR, RESULTS_DIR, cacheDir(process.env)]) requireSpace(folder, neededMiB);

  const print = (line: string): void => console.log(line);
  const progress = new Progress(labSteps(loaded.lab, benchmarks), join(LAB_DIR, 'timings.json'), print);
  const command = `./lab ${process.argv.slice(2).join(' ')}`.trim();
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

  if (tradeoffs !== undefined) {
    const sources = labSources(choice);
    const measured = await runTradeoffs({ ...input, sources, tradeoffs, print });
    if (options.json !== undefined) writeJson(options.json, measured);
    show(measured, await writeRun(measured, RESULTS_DIR, options.config), print);
    return exitCodeOf(measured, options);
  }
  const cluster = await startLab(input);
  let run: Run;
  try {
    for (const { service, address, hostPort } of cluster.endpoints()) progress.note(`${service}: http://${address}:${hostPort}`);
    run = await runBenchmarks(cluster, input);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  const written = await progress.run('stop', async () => {
    if (options.keep !== true) await cluster.stop();
    if (options.json !== undefined) writeJson(options.json, run);
    return writeRun(run, RESULTS_DIR, options.config);
  });
  progress.save();
  show(run, written, print);
  const exitCode = exitCodeOf(run, options);
  if (options.keep === true) {
    print('The lab keeps running: ./lab status shows it, ./lab down stops it.');
    const state = readState(RUN_DIR);
    if (state !== undefined) for (const line of endpointLines(state)) print(line);
    await reportDetached(exitCode, signal);
    await cluster.stop();
  }
  return exitCode;
}

/** The run as it was written, then where trade-offs come from if it measured none itself. */
function show(run: Run, written: WrittenRun, print: (line: string) => void): void {
  print(terminalText(run, written));
  const earlier = earlierTradeoffs(run, readRuns(RESULTS_DIR));
  if (earlier !== '') print(earlier);
}
