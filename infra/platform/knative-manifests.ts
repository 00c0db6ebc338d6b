import { IMAGE_PREFIX, type KubernetesObject, type UserError } from '../../contract';
import { INGRESS_CLASS } from '../../tools/from-packages/knative/manifests';
import { ownImagesIn } from '../images';
import type { AddonParts } from './addon-manifests';
import { knativeIngressObjects } from './knative-ingress';

/** App whose image serves as Knative's ingress. */
export const INGRESS_APP = 'knative-ingress';

/**
 * Knative Serving and its ingress.
 *
 * @param ingressImage image of apps/knative-ingress
 * @param wrong for what is not Knative Serving
 */
export function knativeParts(
  given: readonly (readonly KubernetesObject[])[],
  ingressImage: string,
  wrong: (problem: string) => UserError,
): AddonParts {
  const stages = given.map((stage) => stage.map(withIngressClass));
  const objects = stages.flat();
  const setting = (configMap: string, key: string): string => {
    const value = dataOf(objects.find((one) => isConfigMap(one, configMap)))[key];
    if (value === undefined) throw wrong(`sets no ${key} in ${configMap}.`);
    return value;
  };
  const ingress = knativeIngressObjects({ image: ingressImage, ingressClass: setting(NETWORK, CLASS) });
  const sidecar = setting('config-deployment', 'queue-sidecar-image');
  const own = sidecar.startsWith(`${IMAGE_PREFIX}/`) ? [sidecar] : [];
  return { stages: [...stages, ingress], images: [...ownImagesIn([...objects, ...ingress]), ...own].sort() };
}

const NETWORK = 'config-network';
const CLASS = 'ingress-class';

/** Without a class Knative asks for Istio; the lab brings an ingress of its own. */
function withIngressClass(object: KubernetesObject): KubernetesObject {
  const data = dataOf(object);
  if (!isConfigMap(object, NETWORK) || data[CLASS] !== undefined) return object;
  return { ...object, data: { ...data, [CLASS]: INGRESS_CLASS } };
}

const isConfigMap = ({ kind, metadata }: KubernetesObject, name: string): boolean =>
  kind === 'ConfigMap' && metadata.name === name;

function dataOf(object: KubernetesObject | undefined): Readonly<Record<string, string>> {
  return (object?.['data'] ?? {}) as Readonly<Record<string, string>>;
}
