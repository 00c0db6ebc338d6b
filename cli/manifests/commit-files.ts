import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './run-program';

/** A commit of the repository that a folder lies in. */
export interface CommitOf {
  readonly repository: string;
  readonly commit: string;
}

/**
 * Does something with the files of a commit in a folder of its own, which is removed whatever happens. Links become files with their
 * target in them, so that nothing leads out of the folder; no hook runs, and large files that are kept elsewhere are not fetched.
 */
export async function withFilesOf<T>({ repository, commit }: CommitOf, use: (folder: string) => Promise<T>): Promise<T> {
  const temporary = mkdtempSync(join(tmpdir(), 'lab-render-'));
  try {
    const folder = join(temporary, 'files');
    const root = runProgram('git', ['rev-parse', '--show-toplevel'], { cwd: repository }).replace(/\n$/, '');
    const env = { ...process.env, GIT_INDEX_FILE: join(temporary, 'index'), GIT_LFS_SKIP_SMUDGE: '1' };
    runProgram('git', ['read-tree', commit], { cwd: root, env });
    const copy = ['-c', 'core.symlinks=false', 'checkout-index', '--all', `--prefix=${folder}/`];
    runProgram('git', copy, { cwd: root, env });
    return await use(folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
