export { nameOf, textAt, type ApiObject } from './fields';
export { SHOWN_KINDS, shownKind, type ShownKind } from './kinds';
export { listObjects, objectsOf } from './objects';
export { EVENT_HEAD, eventRow, rowsOf, type Rows, type Width } from './rows';
export { Changes } from './watch';
export { follow } from './follow';
export { runningLab } from './running-lab';
