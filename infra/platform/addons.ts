import type { KubernetesObject } from '../../contract';
import type { Images } from '../../charts-src';
import { ADDON_GROUPS, ADDON_NAMES, type AddonName } from '../cluster/added-groups';
import { ownImagesIn } from '../images';
import type { Settings } from '../settings';
import { readStages, type AddonParts, type Addons } from './addon-manifests';
import { INGRESS_APP, knativeParts } from './knative-manifests';

const READERS: Readonly<Record<AddonName, (folder: string, images: Images) => AddonParts>> = {
  knative: (folder, images) => knativeParts(folder, images[INGRESS_APP] ?? INGRESS_APP),
  keda: (folder) => partsIn('keda', folder),
  kserve: (folder) => partsIn('kserve', folder),
};

function partsIn(addon: AddonName, folder: string): AddonParts {
  const stages = readStages(addon, folder);
  return { stages, images: ownImagesIn(stages.flat()) };
}

/**
 * The addons that the settings ask for; none on a cluster of somebody else.
 *
 * @throws UserError when a folder holds no manifests
 */
export function readAddons({ cluster }: Settings, images: Images): Addons {
  if (cluster.kind !== 'kind') return {};
  const { manifests } = cluster;
  return Object.fromEntries(
    ADDON_NAMES.flatMap((name) => {
      const folder = manifests[name];
      return folder === undefined ? [] : [[name, READERS[name](folder, images)]];
    }),
  );
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
