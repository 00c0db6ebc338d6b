import { isRecord } from '../../../contract';
import type { RawObject } from '../documents';
import { isAboutScaling, notJudgedObject, type NotJudged } from '../not-judged';
import { hasReader } from '../manifests';

/** Objects with the deployments that they belong to, and what could not be told. */
interface Linked {
  readonly objects: readonly RawObject[];
  readonly ambiguous: readonly NotJudged[];
}

/**
 * Brings autoscalers and their targets together where they lie in different deployments of a tree: what lies in a folder around
 * several deployments (a base) belongs to each of those that name it, and is no deployment by itself then. Where several targets are
 * as near as each other, it cannot be told which is meant.
 */
export function linkTargets(objects: readonly RawObject[]): Linked {
  const byName = new Map<string, RawObject[]>();
  for (const raw of objects) {
    const key = keyOf(raw.kind, nameOf(raw));
    const known = byName.get(key);
    if (known === undefined) byName.set(key, [raw]);
    else known.push(raw);
  }
  const added: RawObject[] = [];
  const moved = new Set<RawObject>();
  const ambiguous: NotJudged[] = [];
  for (const scaler of objects) {
    const target = targetOf(scaler);
    if (target === undefined) continue;
    const candidates = (byName.get(keyOf(target.kind, target.name)) ?? []).filter(
      (one) => mayBeIn(one, scaler) && areNear(one.file, scaler.file),
    );
    if (candidates.length === 0 || candidates.some(({ appliedWith }) => appliedWith === scaler.appliedWith)) continue;
    const around = candidates.filter((one) => isAround(one.appliedWith, scaler.appliedWith));
    const inside = candidates.filter((one) => isAround(scaler.appliedWith, one.appliedWith));
    if (around.length > 0) {
      const nearest = around.reduce((best, one) => (one.appliedWith.length > best.appliedWith.length ? one : best));
      added.push({ ...nearest, appliedWith: scaler.appliedWith });
      moved.add(nearest);
    } else if (inside.length > 0) {
      for (const { appliedWith } of inside) added.push({ ...scaler, appliedWith });
      moved.add(scaler);
    } else if (candidates.length > 1) {
      const message = `cannot tell which of ${candidates.length} ${target.kind}s ${target.name} is meant`;
      ambiguous.push(notJudgedObject(scaler, { reason: 'ambiguous', field: 'spec.scaleTargetRef', message, fix: WHAT_TO_GIVE }));
    }
  }
  const budgets = objects.flatMap((budget) => {
    if (budget.kind !== 'PodDisruptionBudget') return [];
    const copies = added.filter((one) => isAround(budget.appliedWith, one.appliedWith) && selects(budget, one));
    if (copies.length > 0) moved.add(budget);
    return copies.map(({ appliedWith }) => ({ ...budget, appliedWith }));
  });
  return { objects: [...objects.filter((one) => !moved.has(one)), ...withoutDoubles([...added, ...budgets])], ambiguous };
}

const WHAT_TO_GIVE = "Give each environment by itself, e.g. --render prod='kustomize build overlays/prod'.";

/**
 * Objects that are there twice in one deployment: the last one counts, as for whoever applies them, and where they differ that is
 * said.
 *
 * @param identities of objects that are known already, from another side
 */
export function lastOfEach(objects: readonly RawObject[], identities = new Map<RawObject, string>()): Linked {
  const last = new Map<string, RawObject>();
  const ambiguous: NotJudged[] = [];
  for (const raw of objects) {
    const known = identities.get(raw);
    const key = known ?? identityOf(raw);
    if (known === undefined) identities.set(raw, key);
    const before = last.get(key);
    if (before !== undefined && isRelated(raw) && JSON.stringify(before.body) !== JSON.stringify(raw.body)) {
      const message = `is written twice, in ${before.file}:${before.line} too, and which one is applied cannot be told`;
      ambiguous.push(notJudgedObject(raw, { reason: 'ambiguous', message, fix: WHAT_TO_GIVE }));
    }
    last.set(key, raw);
  }
  return { objects: [...last.values()], ambiguous };
}

/** The same for two objects that are one in the cluster; without a name, one is like no other. */
function identityOf(raw: RawObject): string {
  const { appliedWith, apiVersion, kind, file, line } = raw;
  const name = nameOf(raw);
  return JSON.stringify([
    appliedWith,
    apiVersion.split('/')[0],
    kind,
    namespaceOf(raw),
    name,
    ...(name === '' ? [file, line] : []),
  ]);
}

/** A route or a Secret that is there twice decides nothing about pods. */
function isRelated(raw: RawObject): boolean {
  return hasReader(raw) ? !UNRELATED.has(raw.kind) : isAboutScaling(raw);
}

/** Kinds that are read because others name them. */
const UNRELATED = new Set(['Namespace', 'Service', 'PersistentVolumeClaim']);

function withoutDoubles(objects: readonly RawObject[]): RawObject[] {
  return [
    ...new Map(
      objects.map((one) => [JSON.stringify([one.appliedWith, one.file, one.line, one.kind, nameOf(one)]), one]),
    ).values(),
  ];
}

/** `base/` and `overlays/env/prod/` of one service are near; two samples of a collection are not, whatever is called alike in them. */
const MOST_LEVELS = 3;

/** Whether two files are each at most so many folders below the folder that holds both. */
function areNear(one: string, other: string): boolean {
  const [left, right] = [foldersOf(one), foldersOf(other)];
  const differs = left.findIndex((folder, index) => folder !== right[index]);
  const shared = differs === -1 ? left.length : differs;
  return Math.max(left.length, right.length) - shared <= MOST_LEVELS;
}

function foldersOf(file: string): string[] {
  return file.split('/').slice(0, -1);
}

/** Whether a deployment is a folder around another one. */
function isAround(outer: string, inner: string): boolean {
  return outer !== inner && (outer === '' || inner.startsWith(`${outer}/`) || outer === '.');
}

function mayBeIn(one: RawObject, other: RawObject): boolean {
  const [left, right] = [namespaceOf(one), namespaceOf(other)];
  return left === undefined || right === undefined || left === right;
}

function targetOf({ kind, apiVersion, body }: RawObject): { readonly kind: string; readonly name: string } | undefined {
  const isScaler = kind === 'HorizontalPodAutoscaler' || (kind === 'ScaledObject' && apiVersion.startsWith('keda.sh/'));
  const target = isScaler && isRecord(body['spec']) ? body['spec']['scaleTargetRef'] : undefined;
  if (!isRecord(target) || typeof target['name'] !== 'string') return undefined;
  return { kind: typeof target['kind'] === 'string' ? target['kind'] : 'Deployment', name: target['name'] };
}

function selects({ body }: RawObject, workload: RawObject): boolean {
  const wanted = at(body, ['spec', 'selector', 'matchLabels']);
  const labels = at(workload.body, ['spec', 'template', 'metadata', 'labels']);
  if (!isRecord(wanted) || !isRecord(labels)) return false;
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

function at(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((part, key) => (isRecord(part) ? part[key] : undefined), value);
}

export function nameOf({ body }: RawObject): string {
  const name = at(body, ['metadata', 'name']);
  return typeof name === 'string' ? name : '';
}

export function namespaceOf({ body }: RawObject): string | undefined {
  const namespace = at(body, ['metadata', 'namespace']);
  return typeof namespace === 'string' ? namespace : undefined;
}

function keyOf(kind: string, name: string): string {
  return `${kind} ${name}`;
}
