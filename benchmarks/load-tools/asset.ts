import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../contract/user-error';

const FOLDER = join('benchmarks', 'load-tools');

/** A file of this folder that is not TypeScript, also when this program runs compiled from another folder. */
export function assetPath(name: string): string {
  for (let at = __dirname; at !== dirname(at); at = dirname(at)) {
    const file = join(at, FOLDER, name);
    if (existsSync(file)) return file;
  }
  throw new UserError({
    where: join(FOLDER, name),
    problem: `was not found above ${__dirname}`,
    fix: 'It is part of the repository: git checkout it.',
    code: 'repository-incomplete',
  });
}
