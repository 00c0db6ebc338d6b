import { imageOf, readApps, type App, type KubernetesObject } from '../../contract';
import type { AddonName } from '../../infra/cluster/added-groups';
import { ownImagesIn } from '../../infra/images';
import { INGRESS_APP } from '../../infra/platform/knative-manifests';
import { buildImages } from '../images/build';
import { REPO } from '../paths';
import type { Session } from './session';

const print = (line: string): void => console.log(line);

/** Apps whose images the pods of this lab and its platform run. */
export function appsOf(objects: readonly KubernetesObject[], addons: readonly AddonName[]): App[] {
  const needed = ownImagesIn(objects);
  const platform = addons.includes('knative') ? [INGRESS_APP] : [];
  return readApps(REPO).filter((app) => needed.includes(imageOf(app)) || platform.includes(app.name));
}

/** Builds the images of these apps, and no others. */
export async function prepareImages(
  apps: readonly App[],
  { environment, packages }: Pick<Session, 'environment' | 'packages'>,
  signal: AbortSignal,
): Promise<void> {
  await buildImages({
    apps,
    ...(packages === undefined ? {} : { bases: packages.bases }),
    environment,
    signal,
    print,
  });
}
