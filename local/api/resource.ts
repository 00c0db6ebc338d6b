import { matches, parseSelector } from '../kubernetes/selector';
import { at, type ApiObject } from '../show/fields';

/** One resource of the API: `GET /api/v1/namespaces/{namespace}/pods[/name]`. */
export interface Resource {
  readonly apiVersion: string;
  readonly plural: string;
  readonly kind: string;
  /** Objects as they are now, in one namespace or in all. */
  list(namespace: string | undefined): readonly object[];
}

/** Which objects of a resource a request is about. */
export type Selection = (object: ApiObject) => boolean;

/** Of `labelSelector` and `fieldSelector` of a request; undefined when the labels cannot be read. */
export function selectionOf(query: URLSearchParams): Selection | undefined {
  const labels = parseSelector(query.get('labelSelector') ?? '');
  const fields = query.get('fieldSelector') ?? '';
  if (labels === undefined) return undefined;
  return (object) =>
    matches(labels, (at(object, 'metadata.labels') ?? {}) as Record<string, string>) && matchesFields(object, fields);
}

/** `metadata.name=x,involvedObject.kind=Pod` over any path of text fields. */
function matchesFields(object: ApiObject, selector: string): boolean {
  return selector
    .split(',')
    .filter((part) => part !== '')
    .every((part) => {
      const [path = '', value = ''] = part.split(/==?/);
      return at(object, path) === value;
    });
}
