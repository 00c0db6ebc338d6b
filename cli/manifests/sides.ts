import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../../contract';
import type { ManifestText } from '../../scaling/manifests';
import { note } from '../budget';
import { filesOfCommit, readBlobs, type Blobs } from './git-tree';
import { isManifestPath, readAnyPath } from './read-path';
import type { Render } from './renders';
import { holdsObject } from './render-trees';
import { reasonOf, runProgram } from './run-program';

/** Where the manifests of a side come from. */
export interface SideOptions {
  /** In the repository, for a git ref: which folder or file. */
  readonly path: string;
  /** Shell commands whose output is the manifests; none to read files. They run in a checkout of the ref, or in the folder. */
  readonly renders: readonly Render[];
  /** A folder inside the git repository. */
  readonly repository: string;
  /** What both sides share is read once. */
  readonly blobs?: Blobs;
}

/**
 * The manifests of a git ref, a folder or a file; none when the folder is not there on this side, or is empty. A name that git knows
 * is a ref, whatever lies beside it: a pull request could bring a folder called HEAD. `./HEAD` and `HEAD/` are paths.
 *
 * @throws UserError when it is none of them, or cannot be rendered
 */
export function readSide(side: string, options: SideOptions): ManifestText[] {
  const commit = commitOfSide(side, options.repository);
  if (commit !== undefined) return readCommit(side, commit, options);
  if (!existsSync(side)) {
    // A folder that only the other side has is all new, or all gone.
    if (options.renders.length === 0 && /[^/]\/[^/]/.test(side) && existsSync(dirname(side))) return [];
    throw new UserError({
      where: side,
      problem: 'is neither a folder nor a file nor a git ref here.',
      fix: 'In CI, fetch the base first: git fetch origin main, then --base origin/main.',
      code: 'git-ref-unknown',
    });
  }
  if (options.renders.length === 0) return readAnyPath(side);
  if (statSync(side).isDirectory()) return options.renders.map((render) => rendered(render, side, side));
  throw new UserError({ where: side, problem: 'is a file: --render needs a folder or a git ref.', code: 'flag-wrong' });
}

/** The commit that a side means; undefined when it is a folder or a file. */
export function commitOfSide(side: string, repository: string): string | undefined {
  return isWrittenAsPath(side) ? undefined : commitOf(side, repository);
}

/** `/folder`, `./folder`, `../folder`, `folder/`: no git ref is written so. */
function isWrittenAsPath(side: string): boolean {
  return /^(?:\/|\.\.?(?:\/|$))|\/$/.test(side);
}

function readCommit(ref: string, commit: string, { path, renders, repository, blobs = new Map() }: SideOptions): ManifestText[] {
  if (renders.length > 0)
    return inCheckout({ ref, commit, repository }, (folder) => renders.map((one) => rendered(one, folder, ref)));
  const root = git(repository, ref, 'rev-parse', () =>
    runProgram('git', ['rev-parse', '--show-toplevel'], { cwd: repository }),
  ).replace(/\n$/, '');
  const files = git(repository, ref, 'ls-tree', () => filesOfCommit(root, commit, path)).filter((file) =>
    isManifestPath(file.path),
  );
  git(repository, ref, 'cat-file', () => readBlobs(root, files, blobs));
  const folder = path === '.' ? '' : `${path.replace(/^\.\//, '').replace(/\/+$/, '')}/`;
  return files.map(({ path: file, blob }) => ({
    file,
    path: file.startsWith(folder) ? file.slice(folder.length) : file,
    text: blobs.get(blob) ?? '',
  }));
}

/** The commit that a ref means; undefined when git knows no such ref here. */
function commitOf(ref: string, repository: string): string | undefined {
  try {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
    return runProgram('git', args, { cwd: repository }).trim();
  } catch {
    return undefined;
  }
}

interface Checkout {
  readonly ref: string;
  readonly commit: string;
  readonly repository: string;
}

/** Does something in a checkout of its own, which is removed whatever happens. */
function inCheckout<T>({ ref, commit, repository }: Checkout, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'lab-diff-'));
  const worktree = join(folder, 'checkout');
  note({ kind: 'checkout', worktree, repository });
  const run = (...args: string[]): string =>
    git(repository, ref, args[0] ?? '', () => runProgram('git', args, { cwd: repository }));
  try {
    run('worktree', 'add', '--quiet', '--detach', worktree, commit);
    return use(worktree);
  } finally {
    if (existsSync(worktree)) run('worktree', 'remove', '--force', worktree);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws UserError when the command fails, or prints no manifest: in a pipe a failure of its first part is silent */
function rendered({ name, command }: Render, cwd: string, side: string): ManifestText {
  const where = `--render ${name === undefined ? '' : `${name}=`}'${command}' on ${side}`;
  note({ kind: 'activity', where, what: 'rendered' });
  const text = commandOutput(command, cwd, where);
  if (!holdsObject(text)) {
    throw new UserError({
      where,
      problem: 'printed no Kubernetes object.',
      fix: 'Run it by hand. In a pipe, a command in front that fails is not noticed: leave the pipe out, or begin with set -o pipefail in bash -c.',
      code: 'render-empty',
    });
  }
  return {
    file: `${side} (rendered${name === undefined ? '' : ` ${name}`})`,
    path: name ?? 'rendered',
    text,
    ...(name !== undefined && { appliedWith: name }),
  };
}

function commandOutput(command: string, cwd: string, where: string): string {
  try {
    return runProgram('sh', ['-c', command], { cwd });
  } catch (error) {
    throw new UserError({ where, problem: `failed: ${reasonOf(error)}`, code: 'render-failed' });
  }
}

function git<T>(repository: string, side: string, what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new UserError({
      where: `git ${what} on ${side} in ${repository}`,
      problem: `failed: ${reasonOf(error)}`,
      code: 'command-failed',
    });
  }
}

/** Whether two sides are the same text, so that nothing has to be read. */
export function isSameText(base: readonly ManifestText[], head: readonly ManifestText[]): boolean {
  return base.length === head.length && base.every(({ text }, index) => text === head[index]?.text);
}
