import { imageOf, readApps, type KubernetesObject } from '../../contract';
import { ownImagesIn } from '../../infra/images';
import { INGRESS_APP } from '../../infra/platform/knative-manifests';
import { buildImages } from '../images/build';
import { REPO } from '../paths';
import type { Session } from './session';

const print = (line: string): void => console.log(line);

/** Builds the images of the pods of this lab and its platform, and no others. */
export async function prepareImages(
  objects: readonly KubernetesObject[],
  { environment, packages }: Pick<Session, 'environment' | 'packages'>,
  signal: AbortSignal,
): Promise<void> {
  const needed = ownImagesIn(objects);
  const platform = packages?.manifests.knative === undefined ? [] : [INGRESS_APP];
  await buildImages({
    apps: readApps(REPO).filter((app) => needed.includes(imageOf(app)) || platform.includes(app.name)),
    ...(packages === undefined ? {} : { bases: packages.bases }),
    environment,
    signal,
    print,
  });
}
