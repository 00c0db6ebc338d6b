import type { KubernetesObject } from '../../contract';
import type { Images } from '../../charts-src';
import { ADDON_GROUPS, ADDON_NAMES, type AddonName } from '../cluster/added-groups';
import { ownImagesIn } from '../images';
import type { Settings } from '../settings';
import { objectsIn, readStages, releasedStages, wrongManifests, type AddonParts, type Addons } from './addon-manifests';
import { INGRESS_APP, knativeParts } from './knative-manifests';
import { releasedText, type Releases } from './releases';

export interface AddonSources {
  readonly settings: Settings;
  readonly images: Images;
  /** What the lab's own objects need; each of them that has no folder is taken from its release. */
  readonly needed: readonly AddonName[];
  readonly releases: Releases & { readonly files: Readonly<Record<AddonName, readonly string[]>> };
}

/**
 * The addons of the lab's own cluster, each from the folder that the settings name (the user's, or of `./lab packages`), else from
 * its pinned release; none on a cluster of somebody else.
 *
 * @throws UserError when a folder holds no manifests, or a release cannot be had
 */
export async function readAddons({ settings: { cluster }, images, needed, releases }: AddonSources): Promise<Addons> {
  if (cluster.kind !== 'kind') return {};
  const addons: [AddonName, AddonParts][] = [];
  for (const name of ADDON_NAMES) {
    const folder = cluster.manifests[name];
    if (folder === undefined && !needed.includes(name)) continue;
    const stages = folder === undefined ? await released(name, releases) : readStages(name, folder);
    addons.push([name, partsOf(name, stages, images, folder ?? releases.files[name].join(', '))]);
  }
  return Object.fromEntries(addons);
}

async function released(name: AddonName, releases: AddonSources['releases']): Promise<AddonParts['stages']> {
  const objects: KubernetesObject[] = [];
  for (const address of releases.files[name])
    objects.push(...objectsIn(await releasedText(address, releases), (problem) => wrongManifests(name, address, problem)));
  return releasedStages(name, objects, (problem) => wrongManifests(name, releases.files[name].join(', '), problem));
}

function partsOf(name: AddonName, stages: AddonParts['stages'], images: Images, where: string): AddonParts {
  if (name === 'knative')
    return knativeParts(stages, images[INGRESS_APP] ?? INGRESS_APP, (problem) => wrongManifests(name, where, problem));
  return { stages, images: ownImagesIn(stages.flat()) };
}

/** API groups that these serve. */
export function groupsOf(addons: Addons): string[] {
  return ADDON_NAMES.filter((name) => addons[name] !== undefined).map((name) => ADDON_GROUPS[name]);
}

export function imagesOfAddons(addons: Addons): string[] {
  return Object.values(addons).flatMap(({ images }) => images);
}

export function objectsOfAddons(addons: Addons): KubernetesObject[] {
  return Object.values(addons).flatMap(({ stages }) => stages.flat());
}
