import { UserError } from '../../contract';
import { readTrees, type ManifestText, type ReadOptions, type TreesCompared } from '../../scaling/manifests';
import { note } from '../budget';
import { checkReadable } from './read-for-lint';
import type { TreeRendering } from './render-options';
import { dependsOnMore, renderTrees } from './render-trees';
import { commitOfSide, isSameText, readSide, type SideOptions } from './sides';

/**
 * The manifests of both sides of a comparison. What is not understood in them is named, not passed over.
 *
 * @param sides how they were named: git refs, folders or files
 * @throws UserError when a side is nothing that can be read, or holds no Kubernetes object at all
 */
export async function readSides(
  sides: { readonly base: string; readonly head: string },
  options: Omit<SideOptions, 'blobs'> & ReadOptions & RenderingOptions,
): Promise<TreesCompared> {
  const blobs = new Map<string, string>();
  const textsOf = (side: string): ManifestText[] => {
    note({ kind: 'activity', where: side, what: 'read' });
    return readSide(side, { ...options, blobs });
  };
  const [before, after] = [textsOf(sides.base), textsOf(sides.head)];
  if (before.length === 0 && after.length === 0) throw empty(sides, options);
  // The same text scales the same: there is nothing to parse.
  const { rendering, renders } = options;
  if (isSameText(before, after) && before.some(({ text }) => OBJECT.test(text))) {
    if (rendering === 'none' || renders.length > 0 || !dependsOnMore(before, rendering.values)) return readTrees([], [], options);
  }
  const [baseTexts = [], headTexts = []] = await renderSides(
    [
      { side: sides.base, texts: before },
      { side: sides.head, texts: after },
    ],
    options,
  );
  const inBase = new Set(baseTexts);
  const onText = (one: ManifestText): void =>
    note({ kind: 'activity', where: `${one.file} of ${inBase.has(one) ? sides.base : sides.head}`, what: 'read' });
  const read = readTrees(baseTexts, headTexts, { ...options, onText });
  const { base, head, unchanged } = read;
  if (unchanged.length === 0) checkReadable([head], sides.head);
  if (unchanged.length === 0 && [base, head].every(({ objectCount, notJudged }) => objectCount === 0 && notJudged.length === 0))
    throw empty(sides, options);
  return read;
}

/** How charts and kustomizations become manifests. */
export interface RenderingOptions extends Pick<SideOptions, 'renders' | 'repository'> {
  readonly rendering: TreeRendering;
}

/**
 * Sides with the charts and kustomizations in them rendered; where commands printed the manifests, nothing is left to render.
 *
 * @throws as `renderTrees`
 */
export async function renderSides(
  sides: readonly { readonly side: string; readonly texts: readonly ManifestText[] }[],
  { rendering, renders, repository }: RenderingOptions,
): Promise<ManifestText[][]> {
  if (rendering === 'none' || renders.length > 0) return sides.map(({ texts }) => [...texts]);
  return renderTrees(
    sides.map(({ side, texts }) => {
      const commit = commitOfSide(side, repository);
      return { texts, commit: commit === undefined ? undefined : { repository, commit } };
    }),
    rendering,
  );
}

const OBJECT = /^\s*["']?apiVersion["']?\s*:/m;

function empty({ base, head }: { readonly base: string; readonly head: string }, { path }: Pick<SideOptions, 'path'>): UserError {
  return new UserError({
    where: `${base} and ${head}${path === '.' ? '' : `, ${path}`}`,
    problem: 'hold no Kubernetes object in any YAML or JSON file.',
    fix: "Give --path FOLDER, or --render 'helm template …' when manifests are rendered.",
    code: 'manifests-empty',
  });
}
