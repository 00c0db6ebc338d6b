import { randomBytes } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import { readFileSync } from 'node:fs';
import {
  imageOf,
  readApps,
  resultSchema,
  UserError,
  type Benchmark,
  type BenchmarkResult,
  type KubernetesObject,
  type Lab,
  type LoadedLab,
  type Run,
} from '../../contract';
import { benchmarkJobName, drawnValues, synthLab, warningTexts } from '../../charts-src';
import { LocalCluster, type Programs } from '../../local';
import { version } from '../../package.json';
import { POD_LOGS_DIR, REPO, RUN_DIR } from '../paths';
import type { Progress } from '../progress';
import { appsWithEnvironment, interpretersOf, prepareAppEnvironments } from '../setup/app-environments';
import { loadToolsOf, prepareLoadTools } from '../setup/load-tools';
import { prepareServedModel } from '../setup/model';
import { preparePython, PYTHON, type HostPython } from '../setup/python';
import { commandsOf, runsShipped } from '../setup/own-services';
import { listeningPorts, readListeners, requireOwnAddresses } from '../setup/own-addresses';
import { comparisonResult } from '../../benchmarks/tradeoffs/result';
import { findRedisServer } from '../setup/redis';
import { benchmarkStepId } from './steps';

export interface SessionInput {
  readonly loaded: LoadedLab;
  readonly profile: string;
  readonly benchmarks: readonly string[];
  readonly python: HostPython;
  readonly command: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

type PrepareInput = Pick<SessionInput, 'loaded' | 'benchmarks' | 'python' | 'progress' | 'signal'>;

/** Generous: six servers that start together on two cores need a minute. */
export const READY_SECONDS = 180;

/** What the local engine runs of a lab, once everything that it needs on this machine is there. */
export interface PreparedLab {
  readonly objects: readonly KubernetesObject[];
  readonly programs: Programs;
}

/** Sets up what the lab needs on this machine, and renders its manifests. */
export async function prepareLab({ progress, signal, loaded, benchmarks, python }: PrepareInput): Promise<PreparedLab> {
  const note = (text: string): void => progress.note(text);
  const lab = withOneGenerator(loaded.lab, note);
  const apps = readApps(REPO);
  const isShipped = runsShipped(lab, benchmarks);
  await progress.run('python', async () => {
    if (isShipped) await preparePython(python, signal, note);
    await prepareAppEnvironments(appsWithEnvironment(apps, lab), python, { signal, note });
    await prepareLoadTools(loadToolsOf(lab, benchmarks), python, { signal, note });
  });
  const modelDir = await progress.run('model', () =>
    isShipped ? prepareServedModel(lab.model.variant, signal, note) : Promise.resolve(NO_MODEL),
  );
  const images = Object.fromEntries(apps.map((app) => [app.name, imageOf(app)]));
  const files = synthLab({ ...loaded, lab, images, engine: 'local' });
  warningTexts(files).forEach(note);
  return {
    objects: files.flatMap((file) => file.objects),
    programs: {
      apps,
      images: commandsOf(loaded),
      modelDir,
      appPythonPaths: interpretersOf(apps),
      machinePaths: ownFiles(lab),
    },
  };
}

/** One machine gains nothing from a second pod that sends load. */
function withOneGenerator(lab: Lab, note: (text: string) => void): Lab {
  const entries = Object.entries(lab.benchmarks).map(([name, benchmark]): [string, Benchmark] => {
    if (benchmark.kind !== 'load' || benchmark.parallelism === 1) return [name, benchmark];
    note(`${name} is sent by one pod here, not by ${benchmark.parallelism}: the local engine is one machine.`);
    return [name, { ...benchmark, parallelism: 1 }];
  });
  return { ...lab, benchmarks: Object.fromEntries(entries) };
}

/** Sets up, starts the lab's manifests on the local engine and waits until every service is ready. Nothing is left when it throws. */
export async function startLab(input: SessionInput): Promise<LocalCluster> {
  const { progress, signal } = input;
  const { objects, programs } = await prepareLab(input);
  return progress.run('services', async () => {
    const cluster = await LocalCluster.start({
      ...programs,
      root: REPO,
      runDir: RUN_DIR,
      logDir: POD_LOGS_DIR,
      signal,
      pythonPath: PYTHON,
      redisServer: input.loaded.lab.services.queue.enabled ? findRedisServer(process.env) : 'redis-server',
      secretValues: (secret) => drawnValues(secret, randomBytes),
      log: (text) => progress.note(text),
    });
    try {
      await cluster.apply(objects);
      await cluster.waitReady({ timeoutSeconds: READY_SECONDS, signal });
      requireOwnAddresses(input.loaded.lab, listeningPorts(readListeners()));
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  });
}

/** A path that no service reads: the lab's own services serve the model, and none of them runs. */
const NO_MODEL = join(RUN_DIR, 'no-model');

/** Models of the user's own may lie anywhere on this machine, even below /tmp, which pods have to themselves. */
function ownFiles({ benchmarks }: Lab): string[] {
  return Object.values(benchmarks)
    .flatMap((one) => (one.kind === 'quantization' ? [one.own, one.candidate] : []))
    .flatMap((path) => (path !== null && isAbsolute(path) ? [path] : []));
}

/** Runs the chosen benchmark Jobs one after another; one that gives no result becomes a failure of the run, not an exception. */
export async function runBenchmarks(cluster: LocalCluster, input: SessionInput): Promise<Run> {
  const startedAt = input.now();
  const results: BenchmarkResult[] = [];
  const failures: Run['failures'] = [];
  for (const name of input.benchmarks) {
    await input.progress.run(benchmarkStepId(name), async () => {
      try {
        results.push(await runBenchmark(cluster, name, input));
      } catch (error) {
        input.signal.throwIfAborted();
        if (!(error instanceof UserError)) throw error;
        failures.push({ name, reason: error.message });
        input.progress.note(`no result: ${error.message}`);
      }
    });
  }
  const { comparisons } = input.loaded.lab;
  const chosen = { comparisons, benchmarks: Object.fromEntries(input.benchmarks.map((name) => [name, name])) };
  const table = comparisonResult(chosen, results, input.loaded.configHash);
  return runDocument(input, startedAt, { results: [...(table === undefined ? [] : [table]), ...results], failures });
}

/** What was measured since a moment, as the document that is written and rendered. */
export function runDocument(
  { command, profile, now }: Pick<SessionInput, 'command' | 'profile' | 'now'>,
  startedAt: Date,
  measured: Pick<Run, 'results' | 'failures'>,
): Run {
  return {
    schema: 'lab.benchmark/v1',
    kind: 'run',
    labVersion: version,
    command,
    profile,
    startedAt: startedAt.toISOString(),
    durationSeconds: (now().getTime() - startedAt.getTime()) / 1000,
    ...measured,
  };
}

async function runBenchmark(cluster: LocalCluster, name: string, input: SessionInput): Promise<BenchmarkResult> {
  const job = benchmarkJobName(name);
  const outcome = await cluster.runJob(job, { signal: input.signal, onLog: (line) => input.progress.log(line) });
  input.signal.throwIfAborted();
  if (outcome.resultPath === null || outcome.failure !== null)
    throw new UserError({
      code: 'benchmark-no-result',
      where: `Job ${job}`,
      problem: outcome.failure ?? `ended with exit code ${outcome.exitCode} and no result.`,
      fix: `Its log is ${join(POD_LOGS_DIR, outcome.pod)}.log.`,
    });
  return resultSchema.parse(JSON.parse(readFileSync(outcome.resultPath, 'utf8')));
}
