import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../contract/user-error';

/** The repository or, in an image, the folder that has the same files: the nearest above this program that holds `path`. */
export function repositoryWith(path: string): string {
  for (let at = __dirname; at !== dirname(at); at = dirname(at)) if (existsSync(join(at, path))) return at;
  throw new UserError({
    where: path,
    problem: `was not found above ${__dirname}`,
    fix: 'It is part of the repository: git checkout it.',
    code: 'repository-incomplete',
  });
}
