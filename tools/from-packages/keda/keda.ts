import { join } from 'node:path';
import type { AddonBuild } from '../addons/addon-build';
import { writeStages } from '../addons/write-stages';
import { moduleFolder } from '../go-module';
import { NOBODY, programImage, type ImageRecipe, type ProgramFolders } from '../images';
import { KEDA_PARTS, type KedaPart } from '../programs';
import { labManifests } from './manifests';
import { releasedManifests } from './sources';

/** KEDA out of the programs in the cache. */
export function kedaAddon(programs: ProgramFolders): AddonBuild {
  const image = (part: KedaPart): ImageRecipe => programImage(`keda-${part}`, programs[`keda-${part}`] ?? '', NOBODY);
  const images: Readonly<Record<KedaPart, ImageRecipe>> = { operator: image('operator'), adapter: image('adapter') };
  return {
    images: Object.fromEntries(KEDA_PARTS.map((part) => [`the image of KEDA's ${part}`, images[part]])),
    writeManifests: async (host) => {
      const config = join(await moduleFolder(host, 'keda', 'github.com/kedacore/keda/v2'), 'config');
      const tags = { operator: images.operator.tag, adapter: images.adapter.tag };
      return writeStages(host.layout, 'keda-manifests', labManifests(releasedManifests(config), tags));
    },
  };
}
