import type { ApiObject } from './fields';
import { EVENT_COLUMNS, type ShownKind } from './kinds';

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

export const EVENT_HEAD = EVENT_COLUMNS.map(({ head }) => head);

/** Columns of `kubectl get events`. */
export function eventRow(event: ApiObject, nowMs: number): string[] {
  return EVENT_COLUMNS.map((column) => column.cell(event, nowMs));
}
