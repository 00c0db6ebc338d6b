import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { loadLab, UserError } from '../../contract';
import { REPO } from '../paths';
import { initFiles, type Answers } from './files';

const SCHEMA = join(REPO, 'docs', 'reference', 'schema', 'lab.schema.json');
const WORKFLOW = join(REPO, 'docs', 'examples', 'scaling-diff.yml');

/**
 * Writes a lab for one service into a folder. Nothing that is there is written over.
 *
 * @returns the paths of the files
 * @throws UserError when an answer cannot be used, or a file is there already
 */
export function initLab(folder: string, answers: Answers): string[] {
  const files = initFiles({
    ...answers,
    schema: relative(resolve(folder), SCHEMA),
    workflow: readFileSync(WORKFLOW, 'utf8'),
    kind: existsSync(join(folder, answers.manifests, 'Chart.yaml')) ? 'chart' : 'manifests',
  });
  // The name, the command and the path are checked where a lab is read.
  loadLab([{ file: 'lab.yaml', text: files['lab.yaml'] ?? '', files: { folder, read: (file) => files[file] ?? '' } }]);
  const taken = Object.keys(files).filter((file) => existsSync(join(folder, file)));
  if (taken.length > 0)
    throw new UserError({
      where: join(folder, taken[0] ?? ''),
      problem: 'is there already, and is not written over.',
      fix: 'Choose another folder, or move it away.',
      code: 'path-unwritable',
    });
  return Object.entries(files).map(([file, text]) => {
    const path = join(folder, file);
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { flag: 'wx' });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new UserError({ where: path, problem: `cannot be written (${code ?? 'error'}).`, code: 'path-unwritable' });
    }
    return path;
  });
}

export function folderName(folder: string): string {
  return basename(resolve(folder));
}
