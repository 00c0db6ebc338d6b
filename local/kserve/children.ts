import type { KubernetesObject } from '../../contract';
import {
  API_VERSION,
  KIND,
  reconcile,
  reconcileKnative,
  type Child,
  type InferenceService,
  type KnativeChild,
  type KserveSettings,
} from '../../scaling/kserve';

export interface MadeChildren {
  readonly objects: readonly KubernetesObject[];
  /** Why KServe would stop here. */
  readonly failure: string | undefined;
}

/** The objects that KServe creates for an InferenceService and that the engine can run. */
export function makeChildren(
  service: InferenceService,
  mode: 'Standard' | 'Knative',
  existing: readonly Child[],
  settings: KserveSettings,
): MadeChildren {
  if (mode === 'Knative') {
    const { children, failure } = reconcileKnative(service);
    return { objects: children.map((child) => ownedBy(service, child)), failure };
  }
  const { children, failure } = reconcile(service, existing, settings);
  return { objects: children.map((child) => ownedBy(service, child)), failure: failure?.message };
}

function ownedBy(service: InferenceService, child: Child | KnativeChild): KubernetesObject {
  const owner = { apiVersion: API_VERSION, kind: KIND, name: service.metadata.name, controller: true, blockOwnerDeletion: true };
  return { ...child, metadata: { ...child.metadata, ownerReferences: [owner] } as KubernetesObject['metadata'] };
}

/** Whether the object was created for the InferenceService of this name. */
export function isOwnedBy(service: string, object: KubernetesObject): boolean {
  const { ownerReferences = [] } = object.metadata as { readonly ownerReferences?: readonly { kind: string; name: string }[] };
  return ownerReferences.some(({ kind, name }) => kind === KIND && name === service);
}
