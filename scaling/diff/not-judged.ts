import type { NotJudged } from '../manifests';
import type { NotJudgedChange } from './schema';

/**
 * What is not understood and differs between two sides, and whole files that are left out of both alike. An object that is not
 * understood and stays as it is does not concern a reviewer.
 */
export function notJudgedChanges(base: readonly NotJudged[], head: readonly NotJudged[]): NotJudgedChange[] {
  const before = new Map<string, NotJudged[]>();
  for (const one of base) before.set(keyOf(one), [...(before.get(keyOf(one)) ?? []), one]);
  const inHead = head.map((one) => {
    const same = before.get(keyOf(one))?.shift();
    return changeOf(one, same === undefined ? 'added' : same.content === one.content ? 'unchanged' : 'changed', {
      base: same?.values ?? {},
      head: one.values,
    });
  });
  const gone = [...before.values()].flat().map((one) => changeOf(one, goneAs(one), { base: one.values, head: {} }));
  return [...inHead, ...gone].filter(
    ({ change, reason, object }) =>
      change !== 'unchanged' || reason === 'unreadable' || (reason === 'not-rendered' && object === null),
  );
}

/** Those that a gate cannot pass on. */
export function decisive(changes: readonly NotJudgedChange[]): NotJudgedChange[] {
  return changes.filter(({ change }) => change !== 'unchanged' && change !== 'repaired');
}

function keyOf({ reason, object, namespace, field, path }: NotJudged): string {
  return JSON.stringify([reason, object ?? path, namespace, field]);
}

/** What was no YAML was never applied: what the head makes of it counts as new, and hides nothing. */
function goneAs({ reason }: NotJudged): NotJudgedChange['change'] {
  return reason === 'unreadable' ? 'repaired' : 'removed';
}

type Values = Readonly<Record<'base' | 'head', NotJudged['values']>>;

function changeOf(one: NotJudged, change: NotJudgedChange['change'], values: Values): NotJudgedChange {
  return {
    reason: one.reason,
    object: one.object ?? null,
    namespace: one.namespace ?? null,
    file: one.file,
    line: one.line,
    field: one.field ?? null,
    message: one.message,
    fix: one.fix ?? null,
    change,
    values: differing(values),
  };
}

function differing({ base, head }: Values): NotJudgedChange['values'] {
  return [...new Set([...Object.keys(head), ...Object.keys(base)])]
    .filter((path) => valueAt(base, path) !== valueAt(head, path))
    .map((path) => ({ path, base: valueAt(base, path), head: valueAt(head, path) }));
}

function valueAt(values: NotJudged['values'], path: string): string | null {
  return Object.hasOwn(values, path) ? (values[path] ?? null) : null;
}
