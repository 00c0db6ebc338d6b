import { Option, type Command } from 'commander';
import { version } from '../../package.json';
import { writeFileSync } from 'node:fs';
import { ExitCode, jsonText } from '../../contract';
import { DEFAULT_KUBERNETES_VERSION } from '../../scaling/hpa';
import { renderLintJson, renderLintText } from '../../report/scaling/lint';
import { renderSarif } from '../../report/scaling/sarif';
import {
  baselineOf,
  isAtLeast,
  lintParts,
  parseBaseline,
  withoutKnown,
  type LintReport,
  type Severity,
} from '../../scaling/lint';
import type { KserveMode } from '../../scaling/manifests';
import { noteTimeLimit, timeLimitOption, type TimeLimitOption } from '../budget';
import { kserveModeOption } from '../kserve-mode';
import { readForLint } from '../manifests/read-for-lint';
import { addRenderOptions, treeRendering, type RenderFlags } from '../manifests/render-options';
import type { CommandContext } from '../context';
import { readDocument } from '../files';

interface Options extends RenderFlags, TimeLimitOption {
  readonly kserveMode?: KserveMode;
  readonly format: keyof typeof RENDERERS;
  readonly failOn: Severity;
  readonly baseline?: string;
  readonly writeBaseline?: string;
}

const RENDERERS = {
  text: renderLintText,
  json: renderLintJson,
  sarif: (report: LintReport) => renderSarif(report, version),
};

export function addLint(program: Command, context: CommandContext): void {
  addRenderOptions(program.command('lint'))
    .argument('<path...>', 'folders or files of manifests, YAML or JSON; charts and kustomizations in them are rendered')
    .option('--kubernetes-version <version>', 'of the cluster they are for', DEFAULT_KUBERNETES_VERSION)
    .addOption(kserveModeOption())
    .addOption(timeLimitOption())
    .addOption(new Option('--format <format>', 'of the answer').choices(Object.keys(RENDERERS)).default('text'))
    .addOption(new Option('--fail-on <severity>', 'exit 6 from this severity on').choices(['error', 'warning']).default('error'))
    .option('--baseline <file>', 'accept the findings in it; only new ones count')
    .option('--write-baseline <file>', 'write all findings of today into a baseline')
    .description('find settings in scaling manifests that will not do what they say (rules: docs/lint.md)')
    .addHelpText(
      'after',
      '\nExample: helm template shop ./chart > rendered.yaml && ./lab lint rendered.yaml --kubernetes-version 1.33',
    )
    .action(async (paths: string[], options: Options, command: Command) => {
      noteTimeLimit(options);
      const { kubernetesVersion, kserveMode } = options;
      const rendering = treeRendering(options, context.interrupt.signal);
      const all = lintParts(await readForLint(paths, { kserveMode, rendering }), { kubernetesVersion });
      if (options.writeBaseline !== undefined) writeFileSync(options.writeBaseline, jsonText(baselineOf(all)));
      const { baseline } = options;
      const report = baseline === undefined ? all : withoutKnown(all, parseBaseline(baseline, readDocument(baseline)));
      process.stdout.write(RENDERERS[options.format](report));
      const failed = report.findings.some(({ severity }) => isAtLeast(severity, options.failOn));
      // A gate that somebody asked for cannot pass on what nobody read.
      const isUnknown = report.notJudged.length > 0 && command.getOptionValueSource('failOn') === 'cli';
      context.exit(failed || isUnknown ? ExitCode.verdict : ExitCode.ok);
    });
}
