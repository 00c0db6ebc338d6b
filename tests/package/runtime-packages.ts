import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What a lock file says of one installed package. */
export interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Folders below `node_modules` of all that someone who installs the package gets, the dependencies of dependencies too. */
export function runtimePackages(root: string, lock: Readonly<Record<string, Locked>>): Set<string> {
  const found = new Set<string>();
  const visit = (folder: string): void => {
    for (const name of Object.keys(lock[folder]?.dependencies ?? {})) {
      const at = resolved(folder, name, lock);
      if (at === undefined) throw new Error(`${folder} depends on ${name}, which the lock file does not place`);
      if (found.has(at)) continue;
      if (!existsSync(join(root, at))) throw new Error(`${at} is not installed`);
      found.add(at);
      visit(at);
    }
  };
  visit('');
  return found;
}

/** The nearest `node_modules` that holds a package, as Node looks for it. */
function resolved(folder: string, name: string, lock: Readonly<Record<string, Locked>>): string | undefined {
  const at = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
  if (at in lock || folder === '') return at in lock ? at : undefined;
  const above = folder.lastIndexOf('/node_modules/');
  return resolved(above === -1 ? '' : folder.slice(0, above), name, lock);
}
