import { join } from 'node:path';
import { partImages, tagsOf, type AddonBuild } from '../addons/addon-build';
import { writeStages } from '../addons/write-stages';
import { moduleFolder } from '../go-module';
import type { ProgramFolders } from '../images';
import { KEDA_PARTS } from '../programs';
import { labManifests } from './manifests';
import { releasedManifests } from './sources';

/** KEDA from the programs in the cache. */
export function kedaAddon(programs: ProgramFolders): AddonBuild {
  const images = partImages('keda', KEDA_PARTS, programs);
  return {
    images: Object.fromEntries(KEDA_PARTS.map((part) => [`the image of KEDA's ${part}`, images[part]])),
    writeManifests: async (host) => {
      const config = join(await moduleFolder(host, 'keda', 'github.com/kedacore/keda/v2'), 'config');
      return writeStages(host.layout, 'keda-manifests', labManifests(releasedManifests(config), tagsOf(images)));
    },
  };
}
