import { Option, type Command } from 'commander';
import { ExitCode, jsonText, sloSchema, UserError, type Slo } from '../../contract';
import { readManifests } from '../../scaling/manifests';
import { readPath } from '../manifests/read-path';
import { parseScenario } from '../../scaling/simulate';
import { renderTuneMarkdown, renderTuneTerminal } from '../../report/scaling/tune';
import { tune, type TuneReport } from '../../scaling/tune';
import type { CommandContext } from '../context';
import { wholeNumber } from '../numbers';
import { clockText } from '../progress';
import { readDocument, writeOut } from '../files';
import { addServiceTimeOptions, profileOf, type ServiceTimeOptions } from '../service-times';
import { simulationThreads } from '../simulation/threads';

interface Options extends ServiceTimeOptions {
  readonly manifests: string;
  readonly name?: string;
  readonly scenario: string;
  readonly p95Ms: string;
  readonly errorRate: string;
  readonly seed: string;
  readonly seeds: string;
  readonly validationSeeds: string;
  readonly evaluations: string;
  readonly format: keyof typeof RENDERERS;
  readonly out?: string;
}

const RENDERERS = {
  terminal: renderTuneTerminal,
  markdown: renderTuneMarkdown,
  json: (report: TuneReport) => jsonText(report),
};

const SLO = sloSchema.parse({});
const PROGRESS_EVERY_MS = 5_000;

export function addTune(program: Command, context: CommandContext): void {
  addServiceTimeOptions(program.command('tune'))
    .requiredOption('--manifests <path>', 'folder or file of rendered manifests, with the autoscaler as it is now')
    .requiredOption('--scenario <file>', 'load to hold, phases as in lab.yaml; lab profile makes one of real metrics')
    .option('--name <name>', 'of the workload, where there are several')
    .option('--p95-ms <ms>', 'SLO: 95th percentile of latency', String(SLO.p95Ms))
    .option('--error-rate <share>', 'SLO: share of requests that may fail', String(SLO.errorRate))
    .option('--seed <number>', 'of the first run; the same seed gives the same answer', '1')
    .option('--seeds <count>', 'runs of every setting in the search', '8')
    .option('--validation-seeds <count>', 'other runs on which the answer is validated', '30')
    .option('--evaluations <count>', 'at most so many settings are simulated', '160')
    .addOption(new Option('--format <format>', 'of the answer').choices(Object.keys(RENDERERS)).default('terminal'))
    .option('--out <folder>', 'write tune.json, and when something is to be changed manifest.yaml and tune.patch')
    .description('search the settings of an autoscaler for the cheapest that holds an SLO')
    .addHelpText(
      'after',
      '\nExit code 1 when nothing that was simulated holds the SLO.' +
        '\nExample: ./lab tune --manifests rendered/ --scenario profile/scenario.yaml --service-times profile/profile.json --p95-ms 200',
    )
    .action(async (options: Options) => {
      const texts = readPath(options.manifests);
      const report = await tune({
        manifests: readManifests(texts),
        texts,
        where: options.manifests,
        name: options.name,
        scenario: openLoop(options.scenario),
        profile: profileOf(options),
        slo: sloOf(options),
        seed: wholeNumber('--seed', options.seed, { from: 0, to: 1_000_000 }),
        seeds: wholeNumber('--seeds', options.seeds, { from: 1, to: 1000 }),
        validationSeeds: wholeNumber('--validation-seeds', options.validationSeeds, { from: 1, to: 1000 }),
        evaluations: wholeNumber('--evaluations', options.evaluations, { from: 1, to: 100_000 }),
        threads: simulationThreads,
        onProgress: progressTo(process.stderr),
      });
      process.stdout.write(RENDERERS[options.format](report));
      const { patch } = report;
      if (options.out !== undefined)
        writeOut(options.out, {
          'tune.json': RENDERERS.json(report),
          'manifest.yaml': patch?.manifest,
          'tune.patch': patch?.diff,
        });
      context.exit(report.outcome === 'none' ? ExitCode.failure : ExitCode.ok);
    });
}

function openLoop(file: string): ReturnType<typeof parseScenario> {
  const scenario = parseScenario(file, readDocument(file));
  if (scenario.concurrency === undefined) return scenario;
  throw new UserError({
    where: `${file}  concurrency`,
    problem: 'makes the load wait for the answers, so that a slow setting would get less of it.',
    fix: 'Give phases with rps, or from and to.',
    code: 'scenario-wrong',
  });
}

function sloOf({ p95Ms, errorRate }: Options): Slo {
  const result = sloSchema.safeParse({ p95Ms: Number(p95Ms), errorRate: Number(errorRate) });
  if (result.success) return result.data;
  const isP95 = result.error.issues[0]?.path[0] === 'p95Ms';
  throw new UserError({
    where: isP95 ? `--p95-ms ${p95Ms}` : `--error-rate ${errorRate}`,
    problem: isP95 ? 'is not a number of milliseconds above 0.' : 'is not a share from 0 to 1.',
    code: 'flag-wrong',
  });
}

/** How many settings are done and how long the rest takes at most, every five seconds. */
function progressTo(output: { write(text: string): unknown }): (done: number, most: number) => void {
  const begunMs = performance.now();
  let printedMs = begunMs;
  return (done, most) => {
    const nowMs = performance.now();
    if (nowMs - printedMs < PROGRESS_EVERY_MS) return;
    printedMs = nowMs;
    const leftSeconds = (((nowMs - begunMs) / done) * (most - done)) / 1000;
    output.write(`==> ${done} of at most ${most} settings simulated  (at most ${clockText(leftSeconds)} left)\n`);
  };
}
