import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { note } from '../budget';
import { reasonOf, runProgram } from './run-program';

/** A commit of the repository that a folder lies in. */
export interface CommitOf {
  readonly repository: string;
  readonly commit: string;
}

/** Git could not write all files of a commit: some are not in this clone. */
export class FilesMissing extends Error {}

/**
 * Does something with the files of a commit in a folder of its own, which is removed whatever happens. Links become files with their
 * target in them, so that nothing leads out of the folder; no hook runs, and what is not in this clone is not fetched.
 *
 * @throws FilesMissing when a file of it is not in this clone
 */
export async function withFilesOf<T>({ repository, commit }: CommitOf, use: (folder: string) => Promise<T>): Promise<T> {
  const temporary = mkdtempSync(join(tmpdir(), 'lab-render-'));
  note({ kind: 'temporary-folder', folder: temporary });
  try {
    const folder = join(temporary, 'files');
    writeFiles({ repository, commit }, folder, join(temporary, 'index'));
    return await use(folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function writeFiles({ repository, commit }: CommitOf, folder: string, index: string): void {
  const env = { ...process.env, GIT_INDEX_FILE: index, GIT_LFS_SKIP_SMUDGE: '1', GIT_NO_LAZY_FETCH: '1' };
  try {
    const root = runProgram('git', ['rev-parse', '--show-toplevel'], { cwd: repository }).replace(/\n$/, '');
    runProgram('git', ['read-tree', commit], { cwd: root, env });
    const copy = ['-c', 'core.symlinks=false', 'checkout-index', '--all', `--prefix=${folder}/`];
    runProgram('git', copy, { cwd: root, env });
  } catch (error) {
    throw new FilesMissing(reasonOf(error).split('\n')[0], { cause: error });
  }
}
