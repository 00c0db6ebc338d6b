/**
 * `lab get`, `lab describe` and `lab logs`: objects of the read-only API as kubectl shows them.
 * `kinds` has the columns of each kind, `objects` asks the API, `rows` lays out; the others are single cells.
 */
export { nameOf, textAt, type ApiObject } from './fields';
export { SHOWN_KINDS, shownKind, type ShownKind } from './kinds';
export { listObjects, objectsOf } from './objects';
export { EVENT_HEAD, eventRow, rowsOf, type Rows, type Width } from './rows';
export { Changes, follow } from './follow';
export { runningLab } from './running-lab';
