import { titleOf, type KubeObject } from '../../charts-src';

export const KNATIVE_GROUP = 'serving.knative.dev';

/** API groups that are served only where somebody installed them, and who that is. */
const PRODUCTS: Readonly<Record<string, string>> = {
  [KNATIVE_GROUP]: 'Knative Serving',
  'keda.sh': 'KEDA',
  'serving.kserve.io': 'KServe',
};

export interface AddedGroup {
  readonly group: string;
  readonly product: string;
  /** First object that needs it: `KnativeService/fastapi`. */
  readonly user: string;
}

/** What objects need besides Kubernetes itself. */
export function addedGroups(objects: readonly KubeObject[]): AddedGroup[] {
  return Object.entries(PRODUCTS).flatMap(([group, product]) => {
    const user = objects.find(({ apiVersion }) => apiVersion.startsWith(`${group}/`));
    return user === undefined ? [] : [{ group, product, user: titleOf(user) }];
  });
}
