import { partImages, tagsOf, type AddonBuild } from '../addons/addon-build';
import { writeStages } from '../addons/write-stages';
import { moduleFolder } from '../go-module';
import type { ProgramFolders } from '../images';
import { KSERVE_PARTS } from '../programs';
import { labManifests } from './manifests';
import { releasedManifests } from './sources';

/** KServe from the program in the cache. */
export function kserveAddon(programs: ProgramFolders): AddonBuild {
  const images = partImages('kserve', KSERVE_PARTS, programs);
  return {
    images: { "the image of KServe's controller": images.manager },
    writeManifests: async (host) => {
      const released = releasedManifests(await moduleFolder(host, 'kserve', 'github.com/kserve/kserve'));
      return writeStages(host.layout, 'kserve-manifests', labManifests(released, tagsOf(images)));
    },
  };
}
