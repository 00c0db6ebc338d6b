import { AGE, NAME, type Column } from '../show/kinds';
import { at, type ApiObject } from '../show/fields';
import { shownKindOf } from './discovery';
import type { Resource } from './resource';

/** Whether a client prefers columns to objects, as kubectl does: `application/json;as=Table;v=v1;g=meta.k8s.io,…`. */
export function wantsTable(accept: string | undefined): boolean {
  const [first = ''] = (accept ?? '').split(',');
  return /;as=Table\b/.test(first) && /;v=v1\b/.test(first);
}

/**
 * Objects in the columns of their kind. Follows k8s.io/apimachinery v0.34 pkg/apis/meta/v1/types.go, Table: columns of
 * priority 1 are those of `-o wide`.
 *
 * @param include `includeObject` of the request: what of the object stands beside its row
 */
export function tableOf(
  { apiVersion, plural }: Resource,
  objects: readonly ApiObject[],
  { include, resourceVersion, nowMs }: { readonly include: string; readonly resourceVersion: string; readonly nowMs: number },
): object {
  const columns: readonly Column[] = shownKindOf(apiVersion, plural)?.columns ?? [NAME, AGE];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion },
    columnDefinitions: columns.map(({ head, wide }) => ({
      name: head === 'NAME' ? 'Name' : head,
      type: 'string',
      format: head === 'NAME' ? 'name' : '',
      description: '',
      priority: wide === true ? 1 : 0,
    })),
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.cell(object, nowMs)),
      ...(include === 'None' ? {} : { object: include === 'Object' ? object : metadataOf(object) }),
    })),
  };
}

function metadataOf(object: ApiObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: at(object, 'metadata') ?? {} };
}
