import type { KubernetesObject } from '../../contract';
import { ownImagesIn } from '../images';
import { readStages, wrongManifests, type AddonParts } from './addon-manifests';
import { knativeIngressObjects } from './knative-ingress';

/** App whose image serves as Knative's ingress. */
export const INGRESS_APP = 'knative-ingress';

/**
 * Knative Serving and its ingress.
 *
 * @param ingressImage image of apps/knative-ingress
 * @throws UserError when the folder is not what `./lab packages build --with knative` makes
 */
export function knativeParts(folder: string, ingressImage: string): AddonParts {
  const stages = readStages('knative', folder);
  const objects = stages.flat();
  const ingress = knativeIngressObjects({
    image: ingressImage,
    ingressClass: setting(objects, 'config-network', 'ingress-class', folder),
  });
  const sidecar = setting(objects, 'config-deployment', 'queue-sidecar-image', folder);
  return { stages: [...stages, ingress], images: [...ownImagesIn([...objects, ...ingress]), sidecar].sort() };
}

function setting(objects: readonly KubernetesObject[], configMap: string, key: string, folder: string): string {
  const found = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMap);
  const value = (found?.['data'] as Readonly<Record<string, string>> | undefined)?.[key];
  if (value === undefined) throw wrongManifests('knative', folder, `sets no ${key} in ${configMap}.`);
  return value;
}
