import type { KubernetesObject } from '../../contract';
import type { Resource } from '../api/resource';
import { namespaceOf } from '../kubernetes/objects';

/** Kinds that controllers make, with their plural in the API. */
const KINDS: readonly (readonly [apiVersion: string, plural: string, kind: string])[] = [
  ['serving.knative.dev/v1', 'revisions', 'Revision'],
  ['autoscaling.internal.knative.dev/v1alpha1', 'podautoscalers', 'PodAutoscaler'],
  ['networking.internal.knative.dev/v1alpha1', 'serverlessservices', 'ServerlessService'],
];

/** Resources of the API for objects that nobody applied. */
export function childResources(children: () => readonly KubernetesObject[]): Resource[] {
  return KINDS.map(([apiVersion, plural, kind]) => ({
    apiVersion,
    plural,
    kind,
    list: (namespace) =>
      children().filter(
        (object) =>
          object.apiVersion === apiVersion &&
          object.kind === kind &&
          (namespace === undefined || namespaceOf(object) === namespace),
      ),
  }));
}
