import { age } from './age';
import { type ApiObject, textAt } from './fields';
import type { ShownKind } from './kinds';

export interface Rows {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export type Width = 'normal' | 'wide';

/** Objects in the columns of their kind. */
export function rowsOf(kind: ShownKind, objects: readonly ApiObject[], width: Width, nowMs: number): Rows {
  const columns = kind.columns.filter((column) => width === 'wide' || column.wide !== true);
  return {
    head: columns.map(({ head }) => head),
    rows: objects.map((object) => columns.map((column) => column.cell(object, nowMs))),
  };
}

export const EVENT_HEAD = ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'] as const;

/** Columns of `kubectl get events`. */
export function eventRow(event: ApiObject, nowMs: number): string[] {
  const kind = textAt(event, 'involvedObject.kind').toLowerCase();
  return [
    age(Date.parse(textAt(event, 'lastTimestamp')), nowMs),
    textAt(event, 'type'),
    textAt(event, 'reason'),
    `${kind}/${textAt(event, 'involvedObject.name')}`,
    textAt(event, 'message'),
  ];
}
