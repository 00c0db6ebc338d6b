import { ExitCode, UserError } from '../../contract';
import { renderUpgradeJson, renderUpgradeMarkdown, renderUpgradeTerminal } from '../../report/scaling/upgrade';
import { parseRange, upgradeReport, type UpgradeReport, type VersionRange } from '../../scaling/diff/upgrade';
import { isAtLeast } from '../../scaling/lint';
import { readTree, type KserveMode } from '../../scaling/manifests';
import { checkReadable } from './read-for-lint';
import { renderSides } from './read-sides';
import type { TreeRendering } from './render-options';
import { parseRenders } from './renders';
import { readSide } from './sides';

/** Flags of `lab diff` that may hold a range of versions. */
export interface VersionFlags {
  readonly kubernetesVersion: string;
  readonly keda?: string;
  readonly knative?: string;
}

/**
 * The upgrades that the flags ask for; none when they name one version.
 *
 * @throws UserError when a flag is neither a version nor a range
 */
export function upgradesOf({ kubernetesVersion, keda, knative }: VersionFlags): VersionRange[] {
  const onlyRange = (flag: string, product: VersionRange['product'], text: string | undefined): VersionRange[] => {
    if (text === undefined) return [];
    const range = parseRange(flag, product, text);
    if (range !== undefined) return [range];
    throw new UserError({
      where: `${flag} ${text}`,
      problem: 'is one version, and only an upgrade can be compared.',
      fix: 'Write it as 2.18..2.20.',
      code: 'flag-wrong',
    });
  };
  const kubernetes = parseRange('--kubernetes-version', 'Kubernetes', kubernetesVersion);
  return [
    ...(kubernetes === undefined ? [] : [kubernetes]),
    ...onlyRange('--keda', 'KEDA', keda),
    ...onlyRange('--knative', 'Knative', knative),
  ];
}

export interface UpgradeOptions {
  /** Folder, file or git ref. */
  readonly side: string;
  readonly path: string;
  /** Commands; false for none of what is found, either. */
  readonly render: readonly string[] | false;
  readonly rendering: TreeRendering;
  readonly kserveMode?: KserveMode | undefined;
  readonly format: string;
  readonly failOn: readonly string[];
}

const RENDERERS: Readonly<Partial<Record<string, (report: UpgradeReport) => string>>> = {
  terminal: renderUpgradeTerminal,
  markdown: renderUpgradeMarkdown,
  json: renderUpgradeJson,
};

/**
 * The same manifests under two control planes.
 *
 * @returns what to print, and how the command ends
 * @throws UserError on a format or a condition that an upgrade does not have
 */
export async function upgradeAnswer(
  options: UpgradeOptions,
  ranges: readonly VersionRange[],
): Promise<{ text: string; exitCode: number }> {
  const { side, path, render, rendering, kserveMode, format, failOn } = options;
  const renderer = RENDERERS[format];
  const refused = (where: string, fix: string): UserError =>
    new UserError({ where, problem: 'is not for an upgrade.', fix, code: 'flag-wrong' });
  if (renderer === undefined) throw refused(`--format ${format}`, `Take one of ${Object.keys(RENDERERS).join(', ')}.`);
  const other = failOn.find((condition) => condition !== 'lint');
  if (other !== undefined) throw refused(`--fail-on ${other}`, 'The manifests stay the same; there is lint.');
  const reading = { path, renders: parseRenders(render || []), repository: process.cwd(), rendering };
  const [texts = []] = await renderSides([{ side, texts: readSide(side, reading) }], reading);
  const parts = readTree(texts, { kserveMode });
  checkReadable(parts, side);
  if (parts.every(({ objectCount }) => objectCount === 0))
    throw new UserError({
      where: side,
      problem: 'holds no Kubernetes object.',
      fix: 'Give a folder, file or git ref of manifests, or --render.',
      code: 'manifests-empty',
    });
  const report = upgradeReport(side, parts, ranges);
  const isPassed =
    failOn.length === 0 ||
    (report.notJudged.length === 0 && !report.newFindings.some(({ severity }) => isAtLeast(severity, 'warning')));
  return { text: renderer(report), exitCode: isPassed ? ExitCode.ok : ExitCode.verdict };
}
