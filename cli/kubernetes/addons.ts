import type { KubeObject } from '../../charts-src';
import { addedGroups, KNATIVE_GROUP } from '../../infra/cluster/added-groups';
import type { Addon } from '../../tools/from-packages';

/** What these objects need on a cluster of the lab's own, of what can be made from packages. */
export function addonsOf(objects: readonly KubeObject[]): Addon[] {
  return addedGroups(objects).some(({ group }) => group === KNATIVE_GROUP) ? ['knative'] : [];
}
