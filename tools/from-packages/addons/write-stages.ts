import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { contentKey } from '../key';
import type { Layout } from '../layout';
import type { Stages } from './stages';

/**
 * Writes manifests, one file for each stage, into a folder of the cache whose name holds a key over them.
 *
 * @param name of the folder: `knative-manifests`
 */
export function writeStages(layout: Layout, name: string, stages: Stages): string {
  const files = Object.entries(stages).map(([stage, objects], index): [name: string, text: string] => [
    `${index + 1}-${stage}.yaml`,
    objects.map((object) => `---\n${stringify(object)}`).join(''),
  ]);
  const folder = layout.part(name, contentKey(files.flat()));
  if (!existsSync(folder)) writeWhole(folder, files);
  return folder;
}

/** Written under another name first, so that the folder appears whole or not at all. */
function writeWhole(folder: string, files: readonly (readonly [name: string, text: string])[]): void {
  const unfinished = `${folder}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(unfinished, name), text);
  mkdirSync(dirname(folder), { recursive: true });
  if (existsSync(folder)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, folder);
}
