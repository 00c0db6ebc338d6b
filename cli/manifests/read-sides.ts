import { UserError } from '../../contract';
import { readTrees, type ManifestText, type ReadOptions, type TreesCompared } from '../../scaling/manifests';
import { checkReadable } from './read-for-lint';
import type { TreeRendering } from './render-options';
import { dependsOnMore, renderTrees, type RenderSide } from './render-trees';
import { commitOfSide, isSameText, readSide, type SideOptions } from './sides';

/**
 * The manifests of both sides of a comparison. What is not understood in them is named, not passed over.
 *
 * @param sides how they were named: git refs, folders or files
 * @param options rendering: of charts and kustomizations in trees; where commands print the manifests there is nothing left to render
 * @throws UserError when a side is nothing that can be read, or holds no Kubernetes object at all
 */
export async function readSides(
  sides: { readonly base: string; readonly head: string },
  options: Omit<SideOptions, 'blobs'> & ReadOptions & { readonly rendering: TreeRendering },
): Promise<TreesCompared> {
  const blobs = new Map<string, string>();
  const textsOf = (side: string): ManifestText[] => readSide(side, { ...options, blobs });
  const [before, after] = [textsOf(sides.base), textsOf(sides.head)];
  if (before.length === 0 && after.length === 0) throw empty(sides, options);
  // The same text scales the same: there is nothing to parse.
  const { rendering, renders, repository } = options;
  const isRendering = rendering !== 'none' && renders.length === 0;
  if (isSameText(before, after) && before.some(({ text }) => OBJECT.test(text))) {
    if (!isRendering || !dependsOnMore(before, rendering.values)) return readTrees([], [], options);
  }
  const treeOf = (side: string, texts: readonly ManifestText[]): RenderSide => {
    const commit = commitOfSide(side, repository);
    return { texts, commit: commit === undefined ? undefined : { repository, commit } };
  };
  const [baseTexts = [], headTexts = []] = isRendering
    ? await renderTrees([treeOf(sides.base, before), treeOf(sides.head, after)], rendering)
    : [before, after];
  const read = readTrees(baseTexts, headTexts, options);
  const { base, head, unchanged } = read;
  if (unchanged.length === 0) checkReadable([head], sides.head);
  if (unchanged.length === 0 && [base, head].every(({ objectCount, notJudged }) => objectCount === 0 && notJudged.length === 0))
    throw empty(sides, options);
  return read;
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
