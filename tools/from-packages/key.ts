import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildArguments, type Program } from './programs';

const KEY_DIGITS = 12;

/** First digits of a SHA-256 over the inputs in their order; `undefined` and '' differ, as do ['ab'] and ['a', 'b']. */
export function contentKey(inputs: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(`${Buffer.byteLength(input)}:`).update(input);
  return hash.digest('hex').slice(0, KEY_DIGITS);
}

/** Path and bytes of every file under a folder, in path order. */
export function filesOf(folder: string, root = folder): (string | Buffer)[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesOf(path, root) : [relative(root, path), readFileSync(path)];
    });
}

/**
 * Identity of a program's binary: target, flags, and the module's files, whose go.mod pins the toolchain. In a module with
 * several programs only the program's own folder counts, so that a change to one leaves the others cached.
 */
export function programKey(program: Program, modules: string, target: string): string {
  const folder = join(modules, program.module);
  const own = program.package.startsWith('./') ? join(folder, program.package) : folder;
  const locks = ['go.mod', 'go.sum'].map((name) => readFileSync(join(folder, name)));
  return contentKey([target, ...buildArguments(program, ''), JSON.stringify(program.embedded ?? {}), ...locks, ...filesOf(own)]);
}
