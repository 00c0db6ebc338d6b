import { UserError } from '../../contract';
import { readTree, type Manifests, type ManifestText, type ReadOptions } from '../../scaling/manifests';
import { note } from '../budget';
import { readPath } from './read-path';
import type { TreeRendering } from './render-options';
import { renderTrees } from './render-trees';

/**
 * The manifests of some files and folders, in parts that have nothing to do with each other. What cannot be read is named in them.
 *
 * @throws UserError when nothing in them can be read
 */
export async function readForLint(
  paths: readonly string[],
  { rendering, ...options }: ReadOptions & { readonly rendering: TreeRendering },
): Promise<Manifests[]> {
  const read = paths.flatMap(readPath);
  // Several folders may hold files of the same name.
  const texts = paths.length === 1 ? read : read.map(({ file, text }): ManifestText => ({ file, text }));
  const [rendered = texts] = rendering === 'none' ? [] : await renderTrees([{ texts, commit: undefined }], rendering);
  const onText = ({ file }: ManifestText): void => note({ kind: 'activity', where: file, what: 'read' });
  const parts = readTree(rendered, { ...options, onText });
  note({ kind: 'activity', where: paths.join(' '), what: 'compared' });
  checkReadable(parts, paths.join(' '));
  return parts;
}

/**
 * One file that cannot be read is left out; where nothing can be read, there is no answer.
 *
 * @throws UserError with file and line of what could not be read
 */
export function checkReadable(parts: readonly Manifests[], side: string): void {
  const broken = parts.flatMap(({ notJudged }) => notJudged).find(({ reason }) => reason === 'unreadable');
  if (parts.some(({ objectCount }) => objectCount > 0) || broken === undefined) return;
  const { file, line, message, fix } = broken;
  throw new UserError({
    where: `${file}:${line}`,
    problem: message,
    fix: fix ?? `Nothing else in ${side} holds a Kubernetes object.`,
    code: 'yaml-broken',
  });
}
