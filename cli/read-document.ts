import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { UserError } from '../contract';

/**
 * A YAML or JSON file that a flag names, not yet checked.
 *
 * @throws UserError when it cannot be read, or is neither
 */
export function readDocument(file: string): unknown {
  try {
    const text = readFileSync(file, 'utf8');
    return file.endsWith('.json') ? JSON.parse(text) : parse(text);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const problem = code === undefined ? `is neither YAML nor JSON: ${(error as Error).message}` : `cannot be read (${code}).`;
    throw new UserError({ where: file, problem, code: code === undefined ? 'yaml-broken' : 'path-unreadable' });
  }
}
