import { partImages, tagsOf, type AddonBuild } from '../addons/addon-build';
import { writeStages } from '../addons/write-stages';
import { moduleFolder } from '../go-module';
import type { ProgramFolders } from '../images';
import { KNATIVE_PARTS } from '../programs';
import { labManifests } from './manifests';
import { releasedManifests } from './sources';

/** Knative Serving from the programs in the cache. */
export function knativeAddon(programs: ProgramFolders): AddonBuild {
  const images = partImages('knative', KNATIVE_PARTS, programs);
  return {
    images: Object.fromEntries(KNATIVE_PARTS.map((part) => [`the image of Knative's ${part}`, images[part]])),
    writeManifests: async (host) => {
      const module = (name: string): Promise<string> => moduleFolder(host, 'knative', `knative.dev/${name}`);
      const released = releasedManifests({
        serving: await module('serving'),
        networking: await module('networking'),
        caching: await module('caching'),
      });
      return writeStages(host.layout, 'knative-manifests', labManifests(released, tagsOf(images)));
    },
  };
}
