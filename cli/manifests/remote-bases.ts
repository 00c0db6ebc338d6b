import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { KUSTOMIZATION_FILES, parseKustomization, remoteIn } from '../../scaling/manifests';

/**
 * What kustomize would fetch from elsewhere to build a folder, itself or in a base of it.
 *
 * @returns the first such thing as it is written; undefined when all of it is here
 */
export function remoteBase(folder: string, seen = new Set<string>()): string | undefined {
  if (seen.has(folder)) return undefined;
  seen.add(folder);
  const file = KUSTOMIZATION_FILES.map((name) => join(folder, name)).find(existsSync);
  const read = file === undefined ? undefined : parseKustomization(readFileSync(file, 'utf8'));
  if (read === undefined) return undefined;
  const own = remoteIn(read);
  if (own !== undefined) return own;
  for (const resource of read.resources) {
    const below = join(folder, resource);
    if (!existsSync(below) || !statSync(below).isDirectory()) continue;
    const remote = remoteBase(below, seen);
    if (remote !== undefined) return remote;
  }
  return undefined;
}
