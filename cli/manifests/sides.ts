import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../contract';
import type { ManifestText } from '../../scaling/manifests';
import { readPath } from './read-path';

/** Where the manifests of a side come from. */
export interface SideOptions {
  /** In the repository, for a git ref: which folder or file. */
  readonly path: string;
  /** Shell command whose output is the manifests; undefined to read files. It runs in a checkout of the ref, or in the folder. */
  readonly render: string | undefined;
  /** A folder inside the git repository. */
  readonly repository: string;
}

const MOST_OUTPUT_BYTES = 256 * 1024 * 1024;
const RENDER_TIMEOUT_MS = 10 * 60_000;

/**
 * The manifests of a git ref, a folder or a file. A name that git knows is a ref, whatever lies beside it: a pull request could
 * bring a folder called HEAD. `./HEAD` and `HEAD/` are paths.
 *
 * @throws UserError when it is none of them, or holds no manifests
 */
export function readSide(side: string, options: SideOptions): ManifestText[] {
  const commit = isWrittenAsPath(side) ? undefined : commitOf(side, options.repository);
  if (commit !== undefined) return readCommit(side, commit, options);
  if (!existsSync(side))
    throw new UserError({
      where: side,
      problem: 'is neither a folder nor a file nor a git ref here.',
      fix: 'In CI, fetch the base first: git fetch origin main, then --base origin/main.',
      code: 'git-ref-unknown',
    });
  if (options.render === undefined) return readPath(side);
  if (statSync(side).isDirectory()) return [rendered(options.render, side, side)];
  throw new UserError({ where: side, problem: 'is a file: --render needs a folder or a git ref.', code: 'flag-wrong' });
}

/** `/folder`, `./folder`, `../folder`, `folder/`: no git ref is written so. */
function isWrittenAsPath(side: string): boolean {
  return /^(?:\/|\.\.?(?:\/|$))|\/$/.test(side);
}

function readCommit(ref: string, commit: string, options: SideOptions): ManifestText[] {
  if (options.render !== undefined) return renderedRef(ref, commit, options.render, options.repository);
  const root = git(options.repository, ['rev-parse', '--show-toplevel'], ref).trim();
  const files = git(root, ['ls-tree', '-r', '-z', '--name-only', commit, '--', options.path], ref)
    .split('\0')
    .filter((file) => /\.(ya?ml|json)$/i.test(file) && !file.split('/').includes('node_modules'));
  if (files.length === 0) {
    throw new UserError({
      where: `${ref}:${options.path}`,
      problem: 'holds no YAML or JSON file.',
      fix: "Give --path FOLDER, or --render 'helm template …' when manifests are rendered.",
      code: 'manifests-empty',
    });
  }
  return files.map((file) => ({ file, text: git(root, ['cat-file', 'blob', `${commit}:${file}`], ref) }));
}

/** The commit that a ref means; undefined when git knows no such ref here. */
function commitOf(ref: string, repository: string): string | undefined {
  try {
    return run('git', ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], repository).trim();
  } catch {
    return undefined;
  }
}

/** Runs the command in a checkout of its own, which is removed whatever happens. */
function renderedRef(ref: string, commit: string, command: string, repository: string): ManifestText[] {
  const folder = mkdtempSync(join(tmpdir(), 'lab-diff-'));
  const worktree = join(folder, 'checkout');
  try {
    git(repository, ['worktree', 'add', '--quiet', '--detach', worktree, commit], ref);
    return [rendered(command, worktree, ref)];
  } finally {
    if (existsSync(worktree)) git(repository, ['worktree', 'remove', '--force', worktree], ref);
    rmSync(folder, { recursive: true, force: true });
  }
}

function rendered(command: string, cwd: string, side: string): ManifestText {
  try {
    return { file: `${side} (rendered)`, text: run('sh', ['-c', command], cwd) };
  } catch (error) {
    throw new UserError({
      where: `--render '${command}' on ${side}`,
      problem: `failed: ${reasonOf(error)}`,
      code: 'render-failed',
    });
  }
}

function git(cwd: string, args: readonly string[], side: string): string {
  try {
    return run('git', args, cwd);
  } catch (error) {
    throw new UserError({
      where: `git ${args[0] ?? ''} on ${side}`,
      problem: `failed: ${reasonOf(error)}`,
      code: 'command-failed',
    });
  }
}

function run(program: string, args: readonly string[], cwd: string): string {
  return execFileSync(program, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT_BYTES,
    timeout: RENDER_TIMEOUT_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** What the program said last, or why it did not run. */
function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  const said = (stderr ?? '').trim().split('\n').slice(-5).join('\n  ');
  return said === '' ? (message ?? String(error)) : said;
}

/** Whether two sides are the same text, so that nothing has to be read. */
export function isSameText(base: readonly ManifestText[], head: readonly ManifestText[]): boolean {
  return base.length === head.length && base.every(({ text }, index) => text === head[index]?.text);
}
