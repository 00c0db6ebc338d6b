import type { KubernetesObject } from '../../contract';
import { titleOf } from '../../charts-src';

/** What the stack can install on its own cluster, with the API group that each serves. */
export const ADDON_GROUPS = { knative: 'serving.knative.dev', keda: 'keda.sh', kserve: 'serving.kserve.io' } as const;
export type AddonName = keyof typeof ADDON_GROUPS;
export const ADDON_NAMES = Object.keys(ADDON_GROUPS) as readonly AddonName[];

/** API groups that are served only where a product is installed, with that product. */
const PRODUCTS: Readonly<Record<string, string>> = {
  [ADDON_GROUPS.kserve]: 'KServe',
  [ADDON_GROUPS.knative]: 'Knative Serving',
  [ADDON_GROUPS.keda]: 'KEDA',
};

export interface AddedGroup {
  readonly group: string;
  readonly product: string;
  /** First object that needs it: `KnativeService/fastapi`. */
  readonly user: string;
}

/** What objects need besides Kubernetes itself. */
export function addedGroups(objects: readonly KubernetesObject[]): AddedGroup[] {
  return Object.entries(PRODUCTS).flatMap(([group, product]) => {
    const user = objects.find((object) => groupsOf(object).includes(group));
    return user === undefined ? [] : [{ group, product, user: titleOf(user) }];
  });
}

/** The addons that objects need and the stack can install. */
export function addonsFor(objects: readonly KubernetesObject[]): AddonName[] {
  const groups = addedGroups(objects).map(({ group }) => group);
  return ADDON_NAMES.filter((name) => groups.includes(ADDON_GROUPS[name]));
}

/** The object's own group, and for an InferenceService also the groups of the objects that KServe makes. */
function groupsOf({ apiVersion, metadata: { annotations = {} } }: KubernetesObject): string[] {
  const made: string[] = [];
  if (annotations['serving.kserve.io/deploymentMode'] === 'Knative') made.push(ADDON_GROUPS.knative);
  if (annotations['serving.kserve.io/autoscalerClass'] === 'keda') made.push(ADDON_GROUPS.keda);
  return [apiVersion.split('/')[0] ?? '', ...made];
}
