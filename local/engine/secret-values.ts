import type { KubernetesObject } from '../../contract';
import { namespaceOf } from '../kubernetes/objects';
import type { ObjectStore } from '../store';

/** Values of a Secret that its manifest leaves empty. */
export type SecretValues = (secret: KubernetesObject) => Readonly<Record<string, string>>;

/**
 * The objects, with values in Secrets that have none: those that the Secret had before, as on a cluster, where a manifest owns
 * no value that it does not name; else new ones.
 */
export function withSecretValues(
  objects: readonly KubernetesObject[],
  store: ObjectStore,
  draw: SecretValues,
): KubernetesObject[] {
  return objects.map((object) => {
    if (object.kind !== 'Secret' || object['data'] !== undefined || object['stringData'] !== undefined) return object;
    const known = store
      .written('v1', 'Secret', namespaceOf(object))
      .find(({ metadata }) => metadata.name === object.metadata.name);
    if (known === undefined) return { ...object, stringData: draw(object) };
    const { data, stringData } = known;
    return { ...object, ...(data === undefined ? {} : { data }), ...(stringData === undefined ? {} : { stringData }) };
  });
}
