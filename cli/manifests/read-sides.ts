import { UserError } from '../../contract';
import { readTrees, type Manifests, type ManifestText } from '../../scaling/manifests';
import { checkReadable } from './read-for-lint';
import { isSameText, readSide, type SideOptions } from './sides';

export interface TwoSides {
  readonly base: Manifests;
  readonly head: Manifests;
}

/**
 * The manifests of both sides of a comparison. What is not understood in them is named, not passed over.
 *
 * @param sides how they were named: git refs, folders or files
 * @throws UserError when a side is nothing that can be read, or holds no Kubernetes object at all
 */
export function readSides(
  sides: { readonly base: string; readonly head: string },
  options: Omit<SideOptions, 'blobs'>,
): TwoSides {
  const blobs = new Map<string, string>();
  const read = (side: string): ManifestText[] => readSide(side, { ...options, blobs });
  const [before, after] = [read(sides.base), read(sides.head)];
  if (before.length === 0 && after.length === 0) throw empty(sides, options);
  // The same text scales the same: there is nothing to parse.
  if (isSameText(before, after) && before.some(({ text }) => OBJECT.test(text))) {
    const [none] = readTrees([]);
    if (none !== undefined) return { base: none, head: none };
  }
  const [base, head] = readTrees(before, after);
  if (base === undefined || head === undefined) throw new Error('two sides in, fewer out');
  checkReadable(head, sides.head);
  if ([base, head].every(({ objectCount, notJudged }) => objectCount === 0 && notJudged.length === 0))
    throw empty(sides, options);
  return { base, head };
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
