import { UserError } from '../../contract';
import { readTrees, type Manifests } from '../../scaling/manifests';
import { readPath } from './read-path';

/**
 * The manifests of some files and folders, each a tree of its own. What cannot be read is named in them.
 *
 * @throws UserError when nothing in them can be read
 */
export function readForLint(paths: readonly string[]): Manifests {
  const [manifests] = readTrees(paths.flatMap(readPath));
  if (manifests === undefined) throw new Error('one side in, none out');
  checkReadable(manifests, paths.join(' '));
  return manifests;
}

/**
 * One file that cannot be read is left out; where nothing can be read, there is no answer.
 *
 * @throws UserError with file and line of what could not be read
 */
export function checkReadable({ objectCount, notJudged }: Manifests, side: string): void {
  const broken = notJudged.find(({ reason }) => reason === 'unreadable');
  if (objectCount > 0 || broken === undefined) return;
  const { file, line, message, fix } = broken;
  throw new UserError({
    where: `${file}:${line}`,
    problem: message,
    fix: fix ?? `Nothing else in ${side} holds a Kubernetes object.`,
    code: 'yaml-broken',
  });
}
