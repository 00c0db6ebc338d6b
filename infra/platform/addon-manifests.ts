import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { isRecord, UserError, type KubernetesObject } from '../../contract';
import { labManifests as keda } from '../../tools/from-packages/keda/manifests';
import { labManifests as knative } from '../../tools/from-packages/knative/manifests';
import { labManifests as kserve } from '../../tools/from-packages/kserve/manifests';
import type { Stages } from '../../tools/from-packages/addons/stages';
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
 * Reads a folder of manifests: numbered files are a stage each, in the order of their names; others are a product as it is released.
 *
 * @throws UserError when the folder is neither what `./lab packages build --with …` makes nor a release
 */
export function readStages(addon: AddonName, folder: string): readonly (readonly KubernetesObject[])[] {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];
  if (files.length === 0) throw wrongManifests(addon, folder, 'has no manifests.');
  const wrong = (where: string, problem: string): UserError => wrongManifests(addon, where, problem);
  const stages = files.sort().map((name) => {
    const file = join(folder, name);
    return objectsIn(readFileSync(file, 'utf8'), (problem) => wrong(file, problem));
  });
  if (files.every((name) => /^\d/.test(name))) return stages;
  return releasedStages(addon, stages.flat(), (problem) => wrong(folder, problem));
}

/** Objects of a YAML text, without documents that only hold comments. */
export function objectsIn(text: string, wrong: (problem: string) => UserError): KubernetesObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors.length > 0)
      throw wrong(`is not YAML of Kubernetes objects: ${document.errors[0]?.message ?? 'it cannot be read'}`);
    const value: unknown = document.toJS();
    if (value === null) return [];
    if (!isObject(value)) throw wrong('is not YAML of Kubernetes objects: a document is no object');
    return [value];
  });
}

function isObject(value: unknown): value is KubernetesObject {
  return isRecord(value) && typeof value['kind'] === 'string' && isRecord(value['metadata']);
}

const ADAPT: Readonly<Record<AddonName, (released: readonly KubernetesObject[]) => Stages>> = {
  knative: (released) => knative(released, 'as released'),
  keda: (released) => keda(released, 'as released'),
  kserve: (released) => kserve(released, 'as released'),
};

/** A product as it is released, for a lab on a small node: small requests, one replica of everything, the lab's settings. */
export function releasedStages(
  addon: AddonName,
  released: readonly KubernetesObject[],
  wrong: (problem: string) => UserError,
): readonly (readonly KubernetesObject[])[] {
  try {
    return Object.values(ADAPT[addon](firstOfEach(released)));
  } catch (error) {
    throw wrong(`is no release that the lab knows: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** Files of one release may hold the same definitions. */
function firstOfEach(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const titles = new Map<string, KubernetesObject>();
  for (const object of objects) {
    const { apiVersion, kind, metadata } = object;
    const title = `${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
    if (!titles.has(title)) titles.set(title, object);
  }
  return [...titles.values()];
}

export function wrongManifests(addon: AddonName, where: string, problem: string): UserError {
  const key = `lab:${manifestsKey(addon)}`;
  const fix = `${key} is set by ./lab up --on kind --from-packages, or names a folder with released files; or: pulumi config rm ${key}`;
  return new UserError({ code: 'addon-manifests-wrong', where, problem, fix });
}
