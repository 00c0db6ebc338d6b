import { titleOf, type KubeObject } from '../../charts-src';

export const KNATIVE_GROUP = 'serving.knative.dev';

/** API groups that are served only where somebody installed them, and who that is. */
const PRODUCTS: Readonly<Record<string, string>> = {
  'serving.kserve.io': 'KServe',
  [KNATIVE_GROUP]: 'Knative Serving',
  'keda.sh': 'KEDA',
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
    const user = objects.find((object) => groupsOf(object).includes(group));
    return user === undefined ? [] : [{ group, product, user: titleOf(user) }];
  });
}

/** The object's own, and of an InferenceService those of what KServe makes of it. */
function groupsOf({ apiVersion, metadata: { annotations = {} } }: KubeObject): string[] {
  const made: string[] = [];
  if (annotations['serving.kserve.io/deploymentMode'] === 'Knative') made.push(KNATIVE_GROUP);
  if (annotations['serving.kserve.io/autoscalerClass'] === 'keda') made.push('keda.sh');
  return [apiVersion.split('/')[0] ?? '', ...made];
}
