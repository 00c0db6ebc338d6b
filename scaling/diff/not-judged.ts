import type { NotJudged } from '../manifests';
import type { NotJudgedChange } from './schema';

/**
 * What is not understood and differs between two sides, and whole files that are left out of both alike. An object that is not
 * understood and stays as it is does not concern a reviewer.
 */
export function notJudgedChanges(base: readonly NotJudged[], head: readonly NotJudged[]): NotJudgedChange[] {
  const before = new Map<string, NotJudged[]>();
  for (const one of base) before.set(keyOf(one), [...(before.get(keyOf(one)) ?? []), one]);
  const inHead = head.map((one) => changeOf(before.get(keyOf(one))?.shift(), one));
  const gone = [...before.values()].flat().map((one) => changeOf(one, undefined));
  return [...inHead, ...gone].filter(({ change, object }) => change !== 'unchanged' || object === null);
}

/** Those that a gate cannot pass on. */
export function decisive(changes: readonly NotJudgedChange[]): NotJudgedChange[] {
  return changes.filter(({ change }) => change !== 'unchanged');
}

function keyOf({ reason, object, namespace, field, file }: NotJudged): string {
  return JSON.stringify([reason, object ?? file, namespace, field]);
}

function changeOf(base: NotJudged | undefined, head: NotJudged | undefined): NotJudgedChange {
  const one = (head ?? base)!;
  return {
    reason: one.reason,
    object: one.object ?? null,
    namespace: one.namespace ?? null,
    file: one.file,
    line: one.line,
    field: one.field ?? null,
    message: one.message,
    fix: one.fix ?? null,
    change:
      base === undefined ? 'added' : head === undefined ? 'removed' : base.content === head.content ? 'unchanged' : 'changed',
    values: differing(base?.values ?? {}, head?.values ?? {}),
  };
}

function differing(base: NotJudged['values'], head: NotJudged['values']): NotJudgedChange['values'] {
  return [...new Set([...Object.keys(head), ...Object.keys(base)])]
    .filter((path) => valueAt(base, path) !== valueAt(head, path))
    .map((path) => ({ path, base: valueAt(base, path), head: valueAt(head, path) }));
}

function valueAt(values: NotJudged['values'], path: string): string | null {
  return Object.hasOwn(values, path) ? (values[path] ?? null) : null;
}
