import { Option, type Command } from 'commander';
import { ExitCode } from '../../contract';
import { diffManifests, judge, parseGate, renderDiffMarkdown, renderDiffTerminal, type DiffReport } from '../../scaling/diff';
import { isSameText, readSide } from '../../scaling/diff/sides';
import { DEFAULT_KUBERNETES_VERSION } from '../../scaling/hpa';
import { readManifests, type ManifestText } from '../../scaling/manifests';
import type { CommandContext } from '../context';

interface Options {
  readonly base: string;
  readonly head: string;
  readonly path: string;
  readonly render?: string;
  readonly format: keyof typeof RENDERERS;
  readonly kubernetesVersion: string;
  readonly failOn: readonly string[];
}

const RENDERERS = {
  terminal: renderDiffTerminal,
  markdown: renderDiffMarkdown,
  json: (report: DiffReport) => `${JSON.stringify(report, undefined, 2)}\n`,
};

export function addDiff(program: Command, context: CommandContext): void {
  program
    .command('diff')
    .requiredOption('--base <side>', 'what is there now: folder or file of rendered manifests, or a git ref')
    .requiredOption('--head <side>', 'what is proposed: the same')
    .option('--path <path>', 'for a git ref: folder or file in the repository', '.')
    .option(
      '--render <command>',
      'shell command that prints the manifests of a side, run in a checkout of the ref or in the folder',
    )
    .addOption(new Option('--format <format>', 'of the answer').choices(Object.keys(RENDERERS)).default('terminal'))
    .option('--kubernetes-version <version>', 'of the cluster they are for', DEFAULT_KUBERNETES_VERSION)
    .option('--fail-on <condition...>', "exit 6 on it: lint, 'cost>+30%', 'pods>+100%' (see docs/diff.md)", [])
    .description('say what a change of manifests does to scaling: in words, at full load, and what is likely to surprise')
    .addHelpText(
      'after',
      "\nExample: ./lab diff --base origin/main --head HEAD --render 'helm template shop ./chart' --format markdown",
    )
    .action((options: Options) => {
      const gates = options.failOn.map(parseGate);
      const report = judge(compare(options), gates);
      process.stdout.write(RENDERERS[options.format](report));
      context.exit(report.gates.every(({ pass }) => pass) ? ExitCode.ok : ExitCode.verdict);
    });
}

function compare({ base, head, path, render, kubernetesVersion }: Options): DiffReport {
  const read = (side: string): ManifestText[] => readSide(side, { path, render, repository: process.cwd() });
  const [before, after] = [read(base), read(head)];
  // The same text scales the same: there is nothing to parse.
  const [baseTexts, headTexts] = isSameText(before, after) ? [[], []] : [before, after];
  return diffManifests(
    { name: base, manifests: readManifests(baseTexts) },
    { name: head, manifests: readManifests(headTexts) },
    { kubernetesVersion },
  );
}
