import type { AddonBuild } from '../addons/addon-build';
import { writeStages } from '../addons/write-stages';
import { moduleFolder } from '../go-module';
import type { Host } from '../host';
import { NOBODY, programImage, type ImageRecipe, type ProgramFolders } from '../images';
import { KNATIVE_PARTS, type KnativePart } from '../programs';
import { labManifests } from './manifests';
import { releasedManifests } from './sources';

type KnativeImages = Readonly<Record<KnativePart, ImageRecipe>>;

/** Knative Serving out of the programs in the cache. */
export function knativeAddon(programs: ProgramFolders): AddonBuild {
  const images = knativeImages(programs);
  return {
    images: Object.fromEntries(KNATIVE_PARTS.map((part) => [`the image of Knative's ${part}`, images[part]])),
    writeManifests: (host) => writeManifests(host, images),
  };
}

/** The image of each part. */
export function knativeImages(programs: ProgramFolders): KnativeImages {
  const image = (part: KnativePart): ImageRecipe => programImage(`knative-${part}`, programs[`knative-${part}`] ?? '', NOBODY);
  return {
    controller: image('controller'),
    autoscaler: image('autoscaler'),
    activator: image('activator'),
    webhook: image('webhook'),
    queue: image('queue'),
  };
}

async function writeManifests(host: Host, images: KnativeImages): Promise<string> {
  const module = (name: string): Promise<string> => moduleFolder(host, 'knative', `knative.dev/${name}`);
  const released = releasedManifests({
    serving: await module('serving'),
    networking: await module('networking'),
    caching: await module('caching'),
  });
  const { controller, autoscaler, activator, webhook, queue } = images;
  const stages = labManifests(released, {
    controller: controller.tag,
    autoscaler: autoscaler.tag,
    activator: activator.tag,
    webhook: webhook.tag,
    queue: queue.tag,
  });
  return writeStages(host.layout, 'knative-manifests', stages);
}
