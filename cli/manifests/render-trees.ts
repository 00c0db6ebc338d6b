import { basename, dirname, resolve } from 'node:path';
import { findOnPath, UserError } from '../../contract';
import {
  KUSTOMIZATION_FILES,
  rendersOf,
  withRenders,
  type ManifestText,
  type RenderOutcome,
  type TreeRender,
  type ValuesChoice,
} from '../../scaling/manifests';
import { FilesMissing, withFilesOf, type CommitOf } from './commit-files';
import { remoteBase } from './remote-bases';
import { runRenderer } from './run-renderer';

/** A side whose charts and kustomizations are to be rendered. */
export interface RenderSide {
  readonly texts: readonly ManifestText[];
  /** undefined: its files are on disk as they are named. */
  readonly commit: CommitOf | undefined;
}

export interface RenderOptions {
  readonly values: readonly ValuesChoice[];
  /** What charts are told; a range is not told. */
  readonly kubernetesVersion: string;
  readonly signal: AbortSignal;
  /** @default LIMIT_MS */
  readonly limitMs?: number;
}

/** For one render: charts of hundreds of objects take seconds. */
const LIMIT_MS = 60_000;
const AT_ONCE = 4;

/**
 * Renders what can be rendered in one tree or in both sides of a comparison, and puts it in the place of the files. What has the same
 * files on both sides is rendered once. Where the program is missing, everything stays as it is.
 *
 * @throws UserError when a values file is on no side; the reason of the signal when it is aborted
 */
export async function renderTrees(sides: readonly RenderSide[], options: RenderOptions): Promise<ManifestText[][]> {
  checkValues(sides, options.values);
  const renders = rendersOf(
    sides.map(({ texts }) => texts),
    options.values,
  );
  const found = new Map<TreeRender, RenderOutcome>();
  const copies = new Map<TreeRender, TreeRender>();
  for (const [index, side] of sides.entries()) {
    const possible = (renders[index] ?? []).filter(({ tool }) => programFor(tool) !== undefined);
    const open = possible.filter((render) => {
      const same = index === 0 ? undefined : renders[0]?.find((other) => isSame(other, render));
      if (same !== undefined) copies.set(render, same);
      return same === undefined;
    });
    if (open.length === 0) continue;
    const renderAll = (folder: string): Promise<void> =>
      inTurns(open, async (render) => {
        found.set(render, await outcomeOf(render, folder, options));
      });
    try {
      await (side.commit === undefined ? renderAll('.') : withFilesOf(side.commit, renderAll));
    } catch (error) {
      if (!(error instanceof FilesMissing)) throw error;
      const why = `git cannot write the files of the commit: ${error.message}`;
      for (const render of open) found.set(render, { kind: 'failed', why });
    }
  }
  return withRenders(
    sides.map(({ texts }, index) => ({
      texts,
      outcomes: new Map(
        (renders[index] ?? []).flatMap((render) => {
          const outcome = found.get(copies.get(render) ?? render);
          return outcome === undefined ? [] : [[render, outcome] as const];
        }),
      ),
    })),
  );
}

/** Whether a tree changes by rendering; equal trees that depend on nothing else are equal afterwards. */
export function dependsOnMore(texts: readonly ManifestText[], values: readonly ValuesChoice[]): boolean {
  return rendersOf([texts], values)
    .flat()
    .some(({ isSelfContained }) => !isSelfContained);
}

function isSame(one: TreeRender, other: TreeRender): boolean {
  return (
    one.name === other.name &&
    one.isSelfContained &&
    other.isSelfContained &&
    isSameTexts(one.inputs, other.inputs) &&
    isSameTexts(one.values, other.values)
  );
}

function isSameTexts(one: readonly ManifestText[], other: readonly ManifestText[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ path, text }, index) => path === other[index]?.path && text === other[index]?.text)
  );
}

async function outcomeOf(render: TreeRender, root: string, options: RenderOptions): Promise<RenderOutcome> {
  const { kubernetesVersion, signal, limitMs = LIMIT_MS } = options;
  const program = programFor(render.tool);
  const cwd = resolve(root, dirname(render.source.file));
  if (program === undefined) return { kind: 'failed', why: `${render.tool} is not on PATH` };
  const remote = render.tool === 'kustomize' ? remoteBase(cwd) : undefined;
  if (remote !== undefined) return { kind: 'failed', why: `it takes in ${remote}, and nothing is fetched here` };
  const values = render.values.map(({ file }) => resolve(root, file));
  // Helm splits its flag at commas.
  const odd = values.find((file) => /[,"]/.test(file));
  if (odd !== undefined) return { kind: 'failed', why: `helm cannot take a values file of that name: ${odd}` };
  const args = [...program.args, ...(render.tool === 'helm' ? helmArgs(render.release, values, kubernetesVersion) : ['.'])];
  const printed = await runRenderer(program.file, args, { cwd, signal, limitMs });
  if (printed.kind === 'failed') return { kind: 'failed', why: withoutFolder(printed.why, root) };
  if (!holdsObject(printed.text) && !isEmpty(render))
    return { kind: 'failed', why: `${program.name} printed no Kubernetes object` };
  return { kind: 'rendered', text: printed.text };
}

/** Whether nothing can come of it: files that hold no object yet, such as those that a tool writes later. */
function isEmpty({ tool, inputs, isSelfContained }: TreeRender): boolean {
  const objects = inputs.filter(({ file }) => !KUSTOMIZATION_FILES.some((name) => name === basename(file)));
  return tool === 'kustomize' && isSelfContained && !objects.some(({ text }) => holdsObject(text));
}

/** Charts leave out what the cluster does not know: KEDA counts as installed, so that no ScaledObject is missed. */
const KNOWN_APIS = ['keda.sh/v1alpha1', 'keda.sh/v1alpha1/ScaledObject', 'keda.sh/v1alpha1/ScaledJob'];

/** Hooks are Jobs of an installation, which nothing here judges. */
function helmArgs(release: string, values: readonly string[], kubernetesVersion: string): string[] {
  const version = /^v?\d+\.\d+(?:\.\d+)?$/.test(kubernetesVersion) ? ['--kube-version', kubernetesVersion] : [];
  const apis = KNOWN_APIS.flatMap((api) => ['--api-versions', api]);
  return [release, '.', '--no-hooks', ...version, ...apis, ...values.flatMap((file) => ['--values', file])];
}

/** Whether a render printed anything that could be applied. */
export function holdsObject(text: string): boolean {
  return /apiVersion/.test(text) && /kind/.test(text);
}

const PROGRAMS: Readonly<Record<TreeRender['tool'], readonly (readonly [name: string, ...args: string[]])[]>> = {
  kustomize: [
    ['kustomize', 'build'],
    ['kubectl', 'kustomize'],
  ],
  helm: [['helm', 'template']],
};

function programFor(
  tool: TreeRender['tool'],
): { readonly name: string; readonly file: string; readonly args: readonly string[] } | undefined {
  for (const [name, ...args] of PROGRAMS[tool]) {
    const file = findOnPath(name, process.env['PATH']);
    if (file !== undefined) return { name, file, args };
  }
  return undefined;
}

/** Folders of this machine say nothing to a reader. */
function withoutFolder(text: string, root: string): string {
  return text.replaceAll(`${resolve(root)}/`, '');
}

/** A few at once, in their order. */
async function inTurns<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function checkValues(sides: readonly RenderSide[], values: readonly ValuesChoice[]): void {
  const known = new Set(sides.flatMap(({ texts }) => texts.map(({ file, path = file }) => path)));
  for (const path of values.flatMap(({ paths }) => paths)) {
    if (known.has(path.replace(/^\.\//, ''))) continue;
    throw new UserError({
      where: `--values ${path}`,
      problem: 'is on no side, below what was given.',
      fix: 'Name a YAML file below --path (for a git ref), or in the folder.',
      code: 'path-unreadable',
    });
  }
}
