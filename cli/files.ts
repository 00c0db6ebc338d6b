import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { UserError } from '../contract';

/**
 * What a file that a flag names holds.
 *
 * @param where the flag, which the error names in place of the file
 * @throws UserError when it cannot be read
 */
export function readBytes(file: string, where = file): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    throw new UserError({ where, problem: `cannot be read (${code}).`, code: 'path-unreadable' });
  }
}

/**
 * A YAML or JSON file that a flag names, not yet checked.
 *
 * @throws UserError when it cannot be read, or is neither
 */
export function readDocument(file: string): unknown {
  const text = readBytes(file).toString();
  try {
    return file.endsWith('.json') ? JSON.parse(text) : parse(text);
  } catch (error) {
    throw new UserError({ where: file, problem: `is neither YAML nor JSON: ${(error as Error).message}`, code: 'yaml-broken' });
  }
}

/**
 * Writes the files of an answer into the folder that `--out` names. A file without a text is left out.
 *
 * @returns the paths of the files by name
 * @throws UserError when the folder cannot be written to
 */
export function writeOut<Name extends string>(
  folder: string,
  texts: Readonly<Record<Name, string | undefined>>,
): Readonly<Partial<Record<Name, string>>> {
  try {
    mkdirSync(folder, { recursive: true });
    const files: Partial<Record<Name, string>> = {};
    for (const name of Object.keys(texts) as Name[]) {
      if (texts[name] === undefined) continue;
      files[name] = join(folder, name);
      writeFileSync(join(folder, name), texts[name]);
    }
    return files;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined || code === 'ENOSPC') throw error;
    throw new UserError({ where: `--out ${folder}`, problem: `cannot be written (${code}).`, code: 'path-unwritable' });
  }
}
