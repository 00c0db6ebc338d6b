import { runProgram } from './run-program';

/** A file of a commit. */
export interface GitFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly blob: string;
}

/** Texts by the hash of their blob: what is the same on both sides is read once. */
export type Blobs = Map<string, string>;

/** Files below a path of a commit, links and submodules left out. */
export function filesOfCommit(root: string, commit: string, path: string): GitFile[] {
  const listed = runProgram(
    'git',
    ['ls-tree', '-r', '-z', '--full-tree', commit, '--', path === '.' ? '' : path].filter(isNotEmpty),
    { cwd: root },
  );
  return listed.split('\0').flatMap((entry): GitFile[] => {
    const tab = entry.indexOf('\t');
    const [mode = '', type, blob = ''] = entry.slice(0, tab).split(' ');
    return type === 'blob' && mode !== SYMBOLIC_LINK ? [{ path: entry.slice(tab + 1), blob }] : [];
  });
}

const SYMBOLIC_LINK = '120000';

function isNotEmpty(text: string): boolean {
  return text !== '';
}

/** Reads the blobs that are not known yet, all of them by one process. */
export function readBlobs(root: string, files: readonly GitFile[], blobs: Blobs): void {
  const missing = [...new Set(files.map(({ blob }) => blob))].filter((blob) => !blobs.has(blob));
  if (missing.length === 0) return;
  const output = runProgram('git', ['cat-file', '--batch'], { cwd: root, input: `${missing.join('\n')}\n`, encoding: 'buffer' });
  let at = 0;
  for (const blob of missing) {
    // `<hash> blob <bytes>`, the bytes, a line break.
    const endOfHead = output.indexOf(0x0a, at);
    const bytes = Number(output.toString('latin1', at, endOfHead).split(' ')[2]);
    blobs.set(blob, output.toString('utf8', endOfHead + 1, endOfHead + 1 + bytes));
    at = endOfHead + 1 + bytes + 1;
  }
}
