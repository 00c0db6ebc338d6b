import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { moduleFolder } from '../go-module';
import type { Host } from '../host';
import { programImage, type ImageRecipe, type ProgramFolders } from '../images';
import { contentKey } from '../key';
import { imagePart, type Part } from '../parts';
import { KNATIVE_PARTS, type KnativePart } from '../programs';
import { labManifests, STAGES } from './manifests';
import { releasedManifests } from './sources';

export type KnativeImages = Readonly<Record<KnativePart, ImageRecipe>>;

/** Knative's pods may not run as root, and an image FROM scratch names nobody. */
const NOBODY = '65532:65532';

/** The image of each part, out of the programs in the cache. */
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

export function knativeImageParts(host: Host, images: KnativeImages, environment: NodeJS.ProcessEnv): Part[] {
  return KNATIVE_PARTS.map((part) => imagePart(host, `the image of Knative's ${part}`, images[part], environment));
}

/** Writes Knative's manifests for the lab, one file for each stage, into a folder whose name holds a key over them. */
export async function writeKnativeManifests(host: Host, images: KnativeImages): Promise<string> {
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
  const files = STAGES.map((stage, index): [name: string, text: string] => [
    `${index + 1}-${stage}.yaml`,
    stages[stage].map((object) => `---\n${stringify(object)}`).join(''),
  ]);
  const folder = host.layout.part('knative-manifests', contentKey(files.flat()));
  if (!existsSync(folder)) writeWhole(folder, files);
  return folder;
}

/** Under a name of its own first, so that the folder is there whole or not at all. */
function writeWhole(folder: string, files: readonly (readonly [name: string, text: string])[]): void {
  const unfinished = `${folder}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(unfinished, name), text);
  mkdirSync(dirname(folder), { recursive: true });
  if (existsSync(folder)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, folder);
}
