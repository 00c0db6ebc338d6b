import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { UserError } from '../../contract';

const REASONS: Readonly<Record<string, { readonly problem: string; readonly fix: string }>> = {
  ENOSPC: { problem: 'there is no space left on the disk.', fix: 'Free some space and run the command again.' },
  EDQUOT: { problem: 'the disk quota of this user is used up.', fix: 'Free some space and run the command again.' },
  EACCES: { problem: 'this user may not write there.', fix: 'Run from a folder that you own.' },
  EPERM: { problem: 'this user may not write there.', fix: 'Run from a folder that you own.' },
  EROFS: { problem: 'the file system is read-only.', fix: 'Run from a folder that can be written.' },
  ENOENT: { problem: 'no folder can be made there.', fix: 'Run from a folder on a normal file system.' },
  ENOTDIR: { problem: 'a part of this path is a file.', fix: 'Move that file away.' },
};

/** When writing failed because of the disk, an error that a person can act on; other errors unchanged. */
export function diskError(path: string, error: unknown): unknown {
  const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''];
  return reason === undefined ? error : new UserError({ where: path, ...reason, code: 'path-unwritable' });
}

/** Undefined when the file is not there or may not be read. */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Runs work that writes below `path`. */
export function writingTo<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw diskError(path, error);
  }
}

/** Makes a folder with its parents, unless it exists. */
export function makeFolder(path: string): void {
  writingTo(path, () => makeLevels(path));
}

/** Level by level, because `recursive: true` never returns where the kernel makes no folders (/proc). */
function makeLevels(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  if (dirname(path) !== path) makeLevels(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST' && statSync(path).isDirectory();
    if (!isThere) throw error;
  }
}

/** A path below a folder. Throws for parts that lead out of it: names were checked before, and this is the second lock. */
export function below(folder: string, ...parts: readonly string[]): string {
  const path = join(folder, ...parts);
  const way = relative(folder, path);
  if (way === '..' || way.startsWith('../') || isAbsolute(way)) throw new Error(`${parts.join('/')} leads out of ${folder}`);
  return path;
}
