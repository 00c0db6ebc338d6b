import { Option, type Command } from 'commander';
import { ExitCode, jsonText, UserError } from '../../contract';
import {
  DEFAULT_PRICES_AND_SLO,
  diffManifests,
  judge,
  parseGate,
  pricesOfText,
  pricesAndSloOfFile,
  type DiffReport,
  type Predictor,
  type PricesAndSlo,
} from '../../scaling/diff';
import { readSides } from '../manifests/read-sides';
import { addRenderOptions, treeRendering, type RenderFlags, type TreeRendering } from '../manifests/render-options';
import { parseRenders } from '../manifests/renders';
import { upgradeAnswer, upgradesOf, type VersionFlags } from '../manifests/upgrade';
import { simulatedPredictor, type Effort } from '../../scaling/diff/simulated';
import { DEFAULT_KUBERNETES_VERSION, minorVersion } from '../../scaling/hpa';
import type { KserveMode } from '../../scaling/manifests';
import { knownFindings, parseBaseline } from '../../scaling/lint';
import { parseScenario } from '../../scaling/simulate';
import { renderDiffHtml, renderDiffMarkdown, renderDiffTerminal } from '../../report/scaling/diff';
import type { CommandContext } from '../context';
import { durationSeconds } from '../durations';
import { readDocument } from '../files';
import { note, noteTimeLimit, timeLimitOption, type TimeLimitOption } from '../budget';
import { kserveModeOption } from '../kserve-mode';
import { addServiceTimeOptions, profileOf, type ServiceTimeOptions } from '../service-times';
import { wholeNumber } from '../numbers';
import { predictionProgress } from '../simulation/progress';
import { simulationThreads } from '../simulation/threads';
import { addVerifyOptions, trackRecordOf, verifyAnswer, type VerifyFlags } from '../verify';

interface WrittenOptions extends ServiceTimeOptions, RenderFlags, VersionFlags, TimeLimitOption, VerifyFlags {
  readonly base?: string;
  readonly head?: string;
  readonly path: string;
  /** false: `--no-render`. */
  readonly render: readonly string[] | false;
  readonly format: keyof typeof RENDERERS;
  readonly kserveMode?: KserveMode;
  readonly failOn: readonly string[];
  readonly predict: boolean;
  readonly scenario?: string;
  readonly predictFor: string;
  readonly prices?: string;
  readonly allowUnpredicted?: true;
  readonly baseline?: string;
}

type Options = WrittenOptions & { readonly base: string; readonly head: string };

const RENDERERS = {
  terminal: renderDiffTerminal,
  markdown: renderDiffMarkdown,
  html: renderDiffHtml,
  json: (report: DiffReport) => jsonText(report),
};

export function addDiff(program: Command, context: CommandContext): void {
  addVerifyOptions(addRenderOptions(addServiceTimeOptions(program.command('diff'))))
    .argument('[side]', 'manifests for an upgrade: --kubernetes-version 1.34..1.37, --keda or --knative')
    .option('--base <side>', 'what is there now: folder or file of rendered manifests, or a git ref')
    .option('--head <side>', 'what is proposed: the same')
    .option('--path <path>', 'for a git ref: folder or file in the repository', '.')
    .option(
      '--render <command>',
      "shell command that prints the manifests of a side, run in a checkout of the ref or in the folder; several as name='command'",
      (value: string, before: readonly string[] | false) => [...(before || []), value],
      [],
    )
    .addOption(new Option('--format <format>', 'of the answer').choices(Object.keys(RENDERERS)).default('terminal'))
    .option('--kubernetes-version <version>', 'of the cluster they are for; A..B compares two', DEFAULT_KUBERNETES_VERSION)
    .option('--keda <range>', 'A..B: what an upgrade of KEDA changes')
    .option('--knative <range>', 'A..B: what an upgrade of Knative changes')
    .addOption(kserveModeOption())
    .addOption(timeLimitOption())
    .option('--fail-on <condition...>', "exit 6 on it: lint, 'cost>+30%', 'pods>+100%', 'p95>+20%' (see docs/diff.md)", [])
    .option('--allow-unpredicted', 'let a condition pass that cannot be judged because a workload cannot be predicted')
    .option('--prices <file|list>', 'file with prices and slo as in lab.yaml, or vcpuHourUsd=0.04,gibHourUsd=0.005,gpuHourUsd=2')
    .option('--baseline <file>', 'of lab lint: findings in it are no news')
    .option('--no-predict', 'compare settings only, simulate nothing')
    .option(
      '--scenario <file>',
      'load to predict for, as in lab.yaml (default: a step, a spike and a day, by the capacity of the base)',
    )
    .option('--seeds <count>', 'exactly so many runs of each side (default: until the answer is clear)')
    .option('--predict-for <duration>', 'start no simulation after it; what is left is named as not predicted', '60s')
    .description('explain what a change of manifests does to scaling: settings, limits, a prediction, and likely surprises')
    .addHelpText(
      'after',
      [
        '\nExamples:',
        "  ./lab diff --base origin/main --head HEAD --render 'helm template shop ./chart' --format markdown",
        '  ./lab diff deploy/ --kubernetes-version 1.34..1.37 --keda 2.17..2.20',
      ].join('\n'),
    )
    .action(async (side: string | undefined, written: WrittenOptions) => {
      noteTimeLimit(written);
      const rendering = treeRendering(written, context.interrupt.signal);
      const upgrades = upgradesOf(written);
      if (upgrades.length > 0) {
        const { text, exitCode } = await upgradeAnswer({ ...written, rendering, side: upgradedSide(side, written) }, upgrades);
        process.stdout.write(text);
        context.exit(exitCode);
        return;
      }
      const options = bothSides(side, written);
      const gates = options.failOn.map(parseGate);
      checkVersion(options.kubernetesVersion);
      if (options.verify !== undefined) {
        const sides = await readBoth(options, rendering);
        process.stdout.write(await verifyAnswer(options.verify, options, { ...sides, format: options.format }));
        return;
      }
      const pricesAndSlo = pricesAndSloOf(options);
      const compared = await compare(options, { pricesAndSlo, rendering, predictor: predictorOf(options, pricesAndSlo) });
      const report = judge(withoutKnownFindings(compared, options.baseline), gates, options.allowUnpredicted ? 'allow' : 'fail');
      process.stdout.write(RENDERERS[options.format](report));
      context.exit(report.gates.every(({ pass }) => pass) ? ExitCode.ok : ExitCode.verdict);
    });
}

/** An upgrade is of the manifests that will be there. */
function upgradedSide(side: string | undefined, { base, head }: WrittenOptions): string {
  const upgraded = side ?? head ?? base;
  if (upgraded !== undefined) return upgraded;
  throw new UserError({
    where: 'lab diff',
    problem: 'needs manifests to compare two versions on.',
    fix: './lab diff deploy/ --kubernetes-version 1.34..1.37',
    code: 'flag-missing',
  });
}

function bothSides(side: string | undefined, options: WrittenOptions): Options {
  const { base, head } = options;
  if (side !== undefined)
    throw new UserError({
      where: `lab diff ${side}`,
      problem: 'is for an upgrade: one side has nothing to be compared with.',
      fix: 'Give --base and --head, or a range of versions: --kubernetes-version 1.34..1.37.',
      code: 'flag-wrong',
    });
  if (base !== undefined && head !== undefined) return { ...options, base, head };
  throw new UserError({
    where: `--${base === undefined ? 'base' : 'head'}`,
    problem: 'is missing: there are two sides to compare.',
    fix: './lab diff --base origin/main --head HEAD',
    code: 'flag-missing',
  });
}

/** Findings that the team knows are no news of this change. */
function withoutKnownFindings(report: DiffReport, file: string | undefined): DiffReport {
  if (file === undefined) return report;
  const isKnown = knownFindings(parseBaseline(file, readDocument(file)));
  return { ...report, newFindings: report.newFindings.filter((finding) => !isKnown(finding)) };
}

interface Comparing {
  readonly pricesAndSlo: PricesAndSlo;
  readonly rendering: TreeRendering;
  readonly predictor: Predictor | undefined;
}

async function compare(options: Options, { pricesAndSlo, rendering, predictor }: Comparing): Promise<DiffReport> {
  const { base, head, kubernetesVersion } = options;
  const read = await readBoth(options, rendering);
  note({ kind: 'activity', where: `${base} and ${head}`, what: 'simulated' });
  const predictions = await predictor?.predict(read.base, read.head);
  note({ kind: 'activity', where: `${base} and ${head}`, what: 'compared' });
  const trackRecord = trackRecordOf(options);
  return diffManifests(
    { name: base, manifests: read.base },
    { name: head, manifests: read.head },
    {
      kubernetesVersion,
      pricesAndSlo,
      unchanged: read.unchanged,
      ...(predictions && { predictions }),
      ...(trackRecord && { trackRecord }),
    },
  );
}

function readBoth({ base, head, path, render, kserveMode }: Options, rendering: TreeRendering): ReturnType<typeof readSides> {
  const renders = parseRenders(render || []);
  return readSides({ base, head }, { path, renders, rendering, repository: process.cwd(), kserveMode });
}

function predictorOf(options: Options, pricesAndSlo: PricesAndSlo): Predictor | undefined {
  if (!options.predict) return undefined;
  const { scenario: file, kubernetesVersion } = options;
  const profile = profileOf(options);
  // Without either of the two a prediction would be made up: its sign would follow from what was assumed.
  const byDefault = profile.from === 'assumed' ? 'unknown' : 'by-capacity';
  return simulatedPredictor({
    scenarios: file === undefined ? byDefault : [{ name: file, scenario: parseScenario(file, readDocument(file)) }],
    profile,
    effort: effortOf(options),
    threads: simulationThreads,
    onProgress: predictionProgress(),
    pricesAndSlo,
    kubernetesVersion,
  });
}

function effortOf({ seeds, predictFor }: Options): Effort {
  const nowMs = (): number => performance.now();
  const runs = seeds === undefined ? undefined : wholeNumber('--seeds', seeds, { from: 1, to: 10_000 });
  return { runs, nowMs, endsAtMs: nowMs() + 1000 * durationSeconds('--predict-for', predictFor) };
}

function pricesAndSloOf({ prices }: Options): PricesAndSlo {
  if (prices === undefined) return DEFAULT_PRICES_AND_SLO;
  if (prices.includes('=')) return { ...DEFAULT_PRICES_AND_SLO, prices: pricesOfText(prices) };
  return pricesAndSloOfFile(prices, readDocument(prices));
}

function checkVersion(version: string): void {
  if (minorVersion(version) !== undefined) return;
  throw new UserError({
    where: `--kubernetes-version ${version}`,
    problem: 'is no version of Kubernetes.',
    fix: `Write it as ${DEFAULT_KUBERNETES_VERSION}.`,
    code: 'flag-wrong',
  });
}
