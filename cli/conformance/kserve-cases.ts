import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../../contract';
import type { CaseText } from '../../scaling/conformance/kserve';

const EXTENSIONS = ['yaml', 'yml'];
/** How deep folders are searched for cases. */
const DEEPEST = 4;

/**
 * Every case below a folder, or the folder itself when it is one, by name.
 *
 * @throws UserError when there is no such folder, or no case in it
 */
export function readCases(folder: string): CaseText[] {
  if (!existsSync(folder)) throw unreadable(folder, 'there is no such folder');
  if (!statSync(folder).isDirectory()) throw unreadable(folder, 'is a file; cases of KServe are folders');
  const cases = casesBelow(resolve(folder), 0);
  if (cases.length === 0) throw unreadable(folder, 'holds no case');
  return cases;
}

function unreadable(where: string, problem: string): UserError {
  return new UserError({
    where,
    problem: `${problem}.`,
    fix: 'Give a folder of cases, each a folder with input.yaml and output.yaml, e.g. tests/conformance/kserve.',
    code: 'path-unreadable',
  });
}

function casesBelow(folder: string, depth: number): CaseText[] {
  const [input, output] = [fileOf(folder, 'input'), fileOf(folder, 'output')];
  if (input !== undefined || output !== undefined)
    return [{ id: basename(folder), input: textOf(folder, 'input', input), output: textOf(folder, 'output', output) }];
  if (depth === DEEPEST) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || (entry.isSymbolicLink() && statSync(join(folder, entry.name)).isDirectory()))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap(({ name }) => casesBelow(join(folder, name), depth + 1));
}

/** The text is empty when there is no such file: the case fails then, not the run. */
function textOf(folder: string, name: string, file: string | undefined): { file: string; text: string } {
  return file === undefined ? { file: join(folder, `${name}.yaml`), text: '' } : { file, text: readFileSync(file, 'utf8') };
}

function fileOf(folder: string, name: string): string | undefined {
  return EXTENSIONS.map((extension) => join(folder, `${name}.${extension}`)).find((file) => existsSync(file));
}
