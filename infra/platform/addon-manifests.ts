import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { UserError, type KubernetesObject } from '../../contract';
import type { AddonName } from '../cluster/added-groups';
import { manifestsKey } from '../settings';

/** A product of others, ready to be made on the lab's own cluster. */
export interface AddonParts {
  /** Each stage needs those before it. */
  readonly stages: readonly (readonly KubernetesObject[])[];
  /** Images of its pods, and of what it puts into pods of others. */
  readonly images: readonly string[];
}

/** What is installed on the lab's own cluster. */
export type Addons = Readonly<Partial<Record<AddonName, AddonParts>>>;

/**
 * Reads a folder of manifests: one YAML file for each stage, in the order of their names.
 *
 * @throws UserError when the folder is not what `./lab packages build --with …` makes
 */
export function readStages(addon: AddonName, folder: string): KubernetesObject[][] {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];
  if (files.length === 0) throw wrongManifests(addon, folder, 'has no manifests.');
  return files.sort().map((name) =>
    parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map((document) => {
      const object = document.toJS() as KubernetesObject | null;
      if (document.errors.length > 0 || typeof object?.kind !== 'string')
        throw wrongManifests(
          addon,
          join(folder, name),
          `is not YAML of Kubernetes objects: ${document.errors[0]?.message ?? 'an object is empty'}`,
        );
      return object;
    }),
  );
}

export function wrongManifests(addon: AddonName, where: string, problem: string): UserError {
  const key = `lab:${manifestsKey(addon)}`;
  const fix = `${key} is set by ./lab up --on kind --from-packages; run that, or: pulumi config rm ${key}`;
  return new UserError({ code: 'addon-manifests-wrong', where, problem, fix });
}
