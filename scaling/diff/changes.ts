import { titleOf, type Manifest } from '../manifests';
import type { Pair } from './match';
import type { ObjectChange, SettingChange } from './schema';
import type { Setting } from './settings';

/** The differences between two sides, object by object. */
export function objectChanges(pairs: readonly Pair[]): ObjectChange[] {
  const newTitle = new Map(pairs.map(({ base, head }) => [base?.title, head?.title]));
  // A scaler that follows its target to a new name moves what it moved before.
  const isSameTarget = ({ key, base, head }: SettingChange): boolean =>
    key === 'moves' && base !== null && head !== null && newTitle.get(base) === head;
  return pairs.flatMap(({ base, head }): ObjectChange[] => {
    const one = head ?? base;
    if (one === undefined) return [];
    const changes = settingChanges(base?.settings ?? [], head?.settings ?? []).filter((change) => !isSameTarget(change));
    const settings = head === undefined ? changes.map((one) => withConsequence(one, base?.settings ?? [])) : changes;
    const renamedFrom = base === undefined || head === undefined ? null : formerName(base.manifest, head.manifest);
    const change = base === undefined ? 'added' : head === undefined ? 'removed' : renamedFrom === null ? 'changed' : 'renamed';
    if (change === 'changed' && settings.length === 0) return [];
    const { namespace = null, file, line } = { ...one.manifest, namespace: one.manifest.namespace ?? null };
    return [{ object: one.title, namespace, change, renamedFrom, file, line, settings }];
  });
}

/** Of a setting whose object is gone, what follows from that. */
function withConsequence(change: SettingChange, settings: readonly Setting[]): SettingChange {
  return { ...change, words: settings.find(({ key }) => key === change.key)?.whenGone ?? change.words };
}

function formerName(base: Manifest, head: Manifest): string | null {
  if (base.namespace !== head.namespace) return `${base.namespace ?? 'no namespace'}/${titleOf(base)}`;
  return base.name === head.name && base.appliedWith === head.appliedWith ? null : titleOf(base);
}

function settingChanges(base: readonly Setting[], head: readonly Setting[]): SettingChange[] {
  const before = new Map(base.map((one) => [one.key, one]));
  const after = new Map(head.map((one) => [one.key, one]));
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((key) => changeOf(before.get(key), after.get(key)));
}

function changeOf(before: Setting | undefined, after: Setting | undefined): SettingChange[] {
  const known = after ?? before;
  if (known === undefined || (known.isDefault === true && (before === undefined || after === undefined))) return [];
  if (before !== undefined && after !== undefined && isSame(before, after)) return [];
  const { key, label } = known;
  return [
    {
      key,
      label,
      base: before === undefined ? null : valueOf(before),
      head: after === undefined ? null : valueOf(after),
      words: wordsFor(before, after),
    },
  ];
}

function isSame(before: Setting, after: Setting): boolean {
  const meanings = after.meanings ?? [valueOf(after)];
  return (before.meanings ?? [valueOf(before)]).some((one) => meanings.includes(one));
}

function valueOf({ value, unit }: Setting): string {
  return `${value}${unit}`;
}

function wordsFor(before: Setting | undefined, after: Setting | undefined): string {
  const phrase = (after ?? before)?.phrase;
  if (phrase !== undefined && before !== undefined && after !== undefined) return phrase(before.value, after.value);
  if (before === undefined) return after === undefined ? '' : `${after.label} ${valueOf(after)} (was not set)`;
  if (after === undefined) return `${before.label} ${valueOf(before)} removed`;
  const from = before.unit === after.unit ? before.value : valueOf(before);
  return `${after.label} ${from} → ${valueOf(after)}`;
}
