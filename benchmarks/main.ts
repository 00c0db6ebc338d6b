import { ExitCode } from '../contract/exit-codes';
import type { JobInput } from '../contract/job';
import { UserError } from '../contract/user-error';
import { sleep } from './clock';
import { readText } from './environment/read';
import { readSettings, type JobSettings } from './input';
import type { Timing } from './load/open-loop';
import { heldOutEmails } from './mail/held-out';
import { ConfigMapBoard } from './generators/board';
import { assist, Conductor, type TogetherOptions } from './generators/together';
import { KubernetesApi } from './observe/kubernetes-api';
import { ONE_BY_ONE } from './kinds';
import { targetOf } from './kinds/context';
import { loadRequest } from './kinds/load';
import { runBenchmark } from './run';
import { InTurns, TOGETHER, type Turns } from './turns/turns';
import { configMapWriter } from './writers/configmap';
import { fileWriter, type ResultWriter } from './writers/file';

/**
 * The program of every benchmark Job: reads its input, measures, writes its result. A failed verdict exits 0.
 *
 * - `kinds/`: a file per kind of benchmark; `serving/`, `quantization/`, `tradeoffs/`, `mail/` (held-out e-mails) belong to single kinds
 * - `url/`: a service that runs already, measured by its address alone; `lab load` calls it, no Job does
 * - `load/` and `queue/` send load; `observe/` and `environment/` watch pods and machine; `stats/` computes; `writers/` keep the result
 * - `generators/`: several pods that send one load together
 * - `turns/`: which services are up, where a cluster is too small for all
 * - `load-tools/`: `lab`, `autocannon`, `k6` (with `k6-script`), `locust` and `vegeta` each run a scenario as `tool` defines it; `find`
 *   looks for the programs, `plan` writes the schedule, `measurement` and `csv` read the output
 */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const { input, resultPath, engine } = settings;
  const api = KubernetesApi.fromEnvironment(process.env, readText);
  console.log(`benchmark ${input.name}: ${input.title}`);
  const print = (line: string): void => console.log(line);
  const together = togetherOf(settings, api);
  if (together !== undefined && together.index > 0) {
    const options = together.options({ now: monotonicMs, sleep });
    print(`generator ${together.index} of ${options.count}: sends its share, and generator 0 makes the result`);
    const { kind } = loadRequest({ target: targetOf(input, input.benchmark.target), emails: heldOutEmails });
    await assist(together.index, kind, options);
    return api?.close();
  }
  const turns = turnsOf(input, api, print);
  stopWith(turns);
  const awake = ONE_BY_ONE.includes(input.benchmark.kind) ? [] : Object.keys(input.targets);
  const result = await turns.run(awake, () =>
    runBenchmark(input, {
      engine,
      monotonicMs,
      wallClock: () => new Date(),
      sleep,
      pods: api,
      emails: heldOutEmails,
      turns,
      print,
      ...(together === undefined ? {} : { generators: (timing: Timing) => new Conductor(together.options(timing)) }),
    }),
  );
  const writers: ResultWriter[] = [fileWriter(resultPath), ...(api?.isCluster === true ? [configMapWriter(api, sleep)] : [])];
  for (const writer of writers) await writer.write(result);
  await api?.close();
  const failed = result.verdict.checks.filter((one) => !one.pass).map((one) => one.name);
  console.log(
    failed.length === 0 ? `passed in ${result.durationSeconds.toFixed(0)} s` : `measured, but not passed: ${failed.join(', ')}`,
  );
}

const monotonicMs = (): number => performance.now();

/** How the pods of a Job with several send its load together; undefined where this is the only one. */
function togetherOf(
  { input: { benchmark }, generator }: JobSettings,
  api: KubernetesApi | undefined,
): { readonly index: number; readonly options: (timing: Timing) => TogetherOptions } | undefined {
  if (generator === undefined || api === undefined || benchmark.kind !== 'load' || benchmark.parallelism === 1) return undefined;
  const board = new ConfigMapBoard(api, generator.job, sleep);
  const count = benchmark.parallelism;
  return { index: generator.index, options: (timing) => ({ ...timing, board, count, unixMs: () => Date.now() }) };
}

function turnsOf({ turns }: JobInput, api: KubernetesApi | undefined, print: (line: string) => void): Turns {
  if (turns === undefined || api?.isCluster !== true) return TOGETHER;
  return new InTurns(turns, api, { now: () => performance.now(), sleep, print });
}

/** A stopped run keeps nothing, so ending the process is the quickest way to end its load. Only its services are put to rest first. */
function stopWith(turns: Turns): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      console.log(`stopped by ${signal}`);
      const rested = turns instanceof InTurns ? turns.restAll() : Promise.resolve();
      void rested
        .catch((error: unknown) => console.error(error instanceof Error ? error.message : error))
        .finally(() => process.exit(ExitCode.interrupted));
    });
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exit(error instanceof UserError ? error.exitCode : ExitCode.failure);
});
