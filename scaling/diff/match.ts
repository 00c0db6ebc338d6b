import { groupOf, sameNamespace, type Manifest } from '../manifests';
import type { Described } from './settings';

/** The same object on both sides, or one that is on one side only. */
export interface Pair {
  readonly base: Described | undefined;
  readonly head: Described | undefined;
}

/** Objects this alike are the same one under another name. */
const SAME_UNDER_ANOTHER_NAME = 0.6;

/**
 * Pairs the objects of two sides: first by kind, namespace and name, then, among what is left of a kind, those that are most alike
 * in settings, name and labels, and then scalers that move the same workload. Order: as in the head, then removed objects.
 */
export function matchObjects(base: readonly Described[], head: readonly Described[]): Pair[] {
  const unmatchedBase = new Map<string, Described[]>();
  for (const one of base) {
    const key = identityOf(one.manifest);
    unmatchedBase.set(key, [...(unmatchedBase.get(key) ?? []), one]);
  }
  const baseOf = new Map<Described, Described>();
  for (const one of head) {
    const same = unmatchedBase.get(identityOf(one.manifest))?.shift();
    if (same !== undefined) baseOf.set(one, same);
  }
  const gone = [...unmatchedBase.values()].flat();
  const added = head.filter((candidate) => !baseOf.has(candidate));
  for (const [one, other] of renames(gone, added, (scaler) => hasItsTargetStill(scaler, head))) baseOf.set(other, one);
  for (const [one, other] of movingTheSame(base, head, baseOf)) baseOf.set(other, one);
  const found = new Set(baseOf.values());
  return [
    ...head.map((one) => ({ base: baseOf.get(one), head: one })),
    ...gone.filter((one) => !found.has(one)).map((one) => ({ base: one, head: undefined })),
  ];
}

function kindOf({ apiVersion, kind }: Manifest): string {
  return `${groupOf(apiVersion)}/${kind}`;
}

function identityOf(manifest: Manifest): string {
  return `${kindOf(manifest)} ${manifest.namespace ?? ''}/${manifest.name} ${manifest.appliedWith}`;
}

/** Whether what a scaler of the base moves is there in the head too, under its old name. */
function hasItsTargetStill({ moves, manifest }: Described, head: readonly Described[]): boolean {
  return moves !== undefined && head.some((other) => other.title === moves && sameNamespace(other.manifest, manifest));
}

/** Greedily, the most alike first. A scaler whose target stays has not been renamed into the scaler of another one. */
function renames(
  gone: readonly Described[],
  added: readonly Described[],
  staysWithTarget: (scaler: Described) => boolean,
): [Described, Described][] {
  const candidates = gone.flatMap((one) =>
    added
      .filter((other) => kindOf(one.manifest) === kindOf(other.manifest))
      .filter((other) => one.moves === other.moves || !staysWithTarget(one))
      .map((other) => ({ one, other, likeness: likeness(one, other) }))
      .filter(({ likeness: score }) => score >= SAME_UNDER_ANOTHER_NAME),
  );
  const taken = new Set<Described>();
  return candidates
    .sort((left, right) => right.likeness - left.likeness)
    .flatMap(({ one, other }): [Described, Described][] => {
      if (taken.has(one) || taken.has(other)) return [];
      taken.add(one).add(other);
      return [[one, other]];
    });
}

/** Scalers of a kind whose targets are a pair already: they stay a pair even if name and settings both change. */
function movingTheSame(
  base: readonly Described[],
  head: readonly Described[],
  baseOf: ReadonlyMap<Described, Described>,
): [Described, Described][] {
  const newTitle = new Map([...baseOf].map(([after, before]) => [before.title, after.title]));
  const found = new Set(baseOf.values());
  const gone = base.filter((one) => one.moves !== undefined && !found.has(one));
  return head.flatMap((other): [Described, Described][] => {
    if (other.moves === undefined || baseOf.has(other)) return [];
    const index = gone.findIndex(
      (one) => kindOf(one.manifest) === kindOf(other.manifest) && newTitle.get(one.moves ?? '') === other.moves,
    );
    return gone.splice(index, index < 0 ? 0 : 1).map((one) => [one, other]);
  });
}

/** 0 to 1: half by what is set, the rest by name and labels. */
function likeness(one: Described, other: Described): number {
  const settings = overlap(
    one.settings.map(({ key, value }) => `${key}=${value}`),
    other.settings.map(({ key, value }) => `${key}=${value}`),
  );
  const names =
    one.manifest.name === other.manifest.name ? 1 : overlap(one.manifest.name.split(/[-.]/), other.manifest.name.split(/[-.]/));
  const ownLabels = labelsOf(one.manifest);
  const labels = ownLabels.length === 0 ? names : overlap(ownLabels, labelsOf(other.manifest));
  return 0.5 * settings + 0.3 * names + 0.2 * labels;
}

function labelsOf({ labels }: Manifest): string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}

/** Shared items over all items. */
function overlap(one: readonly string[], other: readonly string[]): number {
  const left = new Set(one);
  const right = new Set(other);
  const shared = [...left].filter((item) => right.has(item)).length;
  const all = left.size + right.size - shared;
  return all === 0 ? 1 : shared / all;
}
