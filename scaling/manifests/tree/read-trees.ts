import { readDocuments, type ManifestText, type ParsedTexts, type RawObject, type Unreadable } from '../documents';
import { hasReader, readRaw, type Manifests, type ReadOptions } from '../manifests';
import { isAboutScaling, notJudgedFile, unfilled, type NotJudged } from '../not-judged';
import { lastOfEach, linkTargets, nameOf, namespaceOf } from './link';
import { isRule, partsOf } from './parts';
import { deploymentsOf, type FileContents, type ObjectKey } from './split';
import { pathOf } from './paths';
import { looseDocuments, withoutUnrendered } from './unrendered';

/** Fewer objects are judged as a whole: that is fast enough. */
const MANY = 400;

/**
 * Reads a tree of files in parts that have nothing to do with each other; a small tree is one part. What cannot be read, or only once
 * it is rendered, is in `notJudged` of the first part; it never ends the answer.
 */
export function readTree(texts: readonly ManifestText[], options: ReadOptions = {}): Manifests[] {
  const [{ objects, notJudged } = NOTHING] = placed([texts], options);
  if (objects.length <= MANY) return [saying(readRaw(objects, options), notJudged)];
  const rules = objects.filter(isRule);
  const parts = partsOf(objects.filter((raw) => !isRule(raw)));
  return [
    ...parts.map((part) => readRaw(part, options, { rules: rulesFor(part, rules) })),
    saying(readRaw(rules, options, { all: objects }), notJudged),
  ];
}

/** Two sides of a comparison, and what is the same on both and has nothing to do with what is not. */
export interface TreesCompared {
  readonly base: Manifests;
  readonly head: Manifests;
  /** Parts of the trees that no change can reach. */
  readonly unchanged: readonly Manifests[];
}

/**
 * Reads the two sides of a comparison: what is one deployment is told alike on both, equal texts are parsed once, and what a change
 * cannot reach is set aside.
 */
export function readTrees(
  baseTexts: readonly ManifestText[],
  headTexts: readonly ManifestText[],
  options: ReadOptions = {},
): TreesCompared {
  const readAll = (raws: readonly RawObject[]): Manifests => readRaw(raws, options);
  const [base = NOTHING, head = NOTHING] = placed([baseTexts, headTexts], options);
  const all = [...base.objects, ...head.objects];
  const rules = { base: base.objects.filter(isRule), head: head.objects.filter(isRule) };
  if (all.length <= 2 * MANY || !isSame(rules.base, rules.head)) {
    return {
      base: saying(readAll(base.objects), base.notJudged),
      head: saying(readAll(head.objects), head.notJudged),
      unchanged: [],
    };
  }
  const sides = sidesOf(base.objects, head.objects);
  const changed: Record<'base' | 'head', RawObject[]> = { base: [...rules.base], head: [...rules.head] };
  const unchanged: Manifests[] = [];
  for (const part of partsOf([...sides.keys()].filter((raw) => !isRule(raw)))) {
    const isUnchanged = part.every((raw) => sides.get(raw) === 'both');
    if (isUnchanged) unchanged.push(readRaw(part, options, { rules: rulesFor(part, rules.head) }));
    else {
      changed.base.push(...part.filter((raw) => sides.get(raw) !== 'head'));
      changed.head.push(...part.filter((raw) => sides.get(raw) !== 'base'));
    }
  }
  return {
    base: saying(readRaw(changed.base, options, { all: base.objects }), base.notJudged),
    head: saying(readRaw(changed.head, options, { all: head.objects }), head.notJudged),
    unchanged,
  };
}

/** Every object once, with the sides that have it: equal texts are parsed once, so what is on both is one value. */
function sidesOf(base: readonly RawObject[], head: readonly RawObject[]): Map<RawObject, 'base' | 'head' | 'both'> {
  const placeOf = ({ path, line, appliedWith }: RawObject): string => `${line} ${appliedWith} ${path}`;
  const isInBase = new Set(base);
  const found = new Map<RawObject, 'base' | 'head' | 'both'>();
  const inHead = new Map<string, RawObject>();
  for (const raw of head) {
    found.set(raw, isInBase.has(raw) ? 'both' : 'head');
    if (!isInBase.has(raw)) inHead.set(placeOf(raw), raw);
  }
  for (const raw of base) {
    if (found.has(raw)) continue;
    const same = inHead.get(placeOf(raw));
    if (same !== undefined && same.body === raw.body && same.kind === raw.kind) found.set(same, 'both');
    else found.set(raw, 'base');
  }
  return found;
}

/** Equal texts are parsed once, so equal objects are one value. */
function isSame(base: readonly RawObject[], head: readonly RawObject[]): boolean {
  return (
    base.length === head.length &&
    base.every(({ body, appliedWith }, index) => body === head[index]?.body && appliedWith === head[index].appliedWith)
  );
}

/** Rules of the namespaces of a part, and of those that are not said. */
function rulesFor(part: readonly RawObject[], rules: readonly RawObject[]): RawObject[] {
  if (rules.length === 0) return [];
  const namespaces = new Set(part.map(namespaceOf));
  return rules.filter((rule) => {
    const namespace = rule.kind === 'Namespace' ? nameOf(rule) : namespaceOf(rule);
    return rule.kind === 'ConfigMap'
      ? isSetting(rule)
      : namespace === undefined || namespaces.has(undefined) || namespaces.has(namespace);
  });
}

/** ConfigMaps of autoscalers hold for the cluster; those of apps hold for nothing here. */
function isSetting(raw: RawObject): boolean {
  return /^config-|config$/.test(nameOf(raw));
}

interface Placed {
  readonly objects: readonly RawObject[];
  /** About files, and about what lies where. */
  readonly notJudged: readonly NotJudged[];
}

const NOTHING: Placed = { objects: [], notJudged: [] };

function saying(manifests: Manifests, more: readonly NotJudged[]): Manifests {
  return { ...manifests, notJudged: [...manifests.notJudged, ...more] };
}

/** The objects of each side with the deployment that each belongs to. */
function placed(sides: readonly (readonly ManifestText[])[], { onText }: ReadOptions): Placed[] {
  const parsed: ParsedTexts = new Map();
  const read = sides.map((texts) => {
    const rendered = withoutUnrendered(texts);
    return { ...rendered, ...readDocuments(rendered.texts, parsed, onText) };
  });
  const keys: ObjectKeys = new Map();
  const deployments = deploymentsOf(read.map(({ objects }) => filesOf(objects, keys)));
  const isChanged = changedPaths(sides);
  const place = placing();
  const identities = new Map<RawObject, string>();
  return read.map(({ texts, notJudged, objects, unreadable }) => {
    // A render is whole: nothing beside it is applied with it.
    const rendered = objects.filter(({ appliedWith }) => appliedWith !== '');
    const renders = new Set(rendered.map(({ appliedWith }) => appliedWith));
    const linked = linkTargets(
      objects.flatMap((raw) => {
        if (raw.appliedWith !== '') return [];
        const folder = deployments.get(raw.path) ?? '';
        const appliedWith = renders.has(folder) ? `${folder} (files)` : folder;
        return [place(raw, appliedWith)];
      }),
    );
    const single = lastOfEach([...rendered, ...linked.objects], identities);
    return {
      objects: single.objects,
      notJudged: [
        ...linked.ambiguous,
        ...single.ambiguous,
        ...unfilled(single.objects),
        ...notJudged,
        ...unreadable.map(leftOut),
        ...looseDocuments(texts, objects, isChanged),
      ],
    };
  });
}

/** What is the same on both sides is one value once it is placed, too. */
function placing(): (raw: RawObject, appliedWith: string) => RawObject {
  const known = new Map<RawObject, RawObject>();
  return (raw, appliedWith) => {
    if (raw.appliedWith === appliedWith) return raw;
    const before = known.get(raw);
    if (before?.appliedWith === appliedWith) return before;
    const after = { ...raw, appliedWith };
    known.set(raw, after);
    return after;
  };
}

/** By object; undefined for one that tells no deployments apart. Both sides share most objects. */
type ObjectKeys = Map<RawObject, ObjectKey | undefined>;

/** The objects in each file that have a part in scaling, whether they are read or only named. */
function filesOf(objects: readonly RawObject[], keys: ObjectKeys): FileContents[] {
  const byPath = new Map<string, ObjectKey[]>();
  for (const raw of objects) {
    if (raw.appliedWith !== '') continue;
    const known = byPath.get(raw.path);
    const inFile = known ?? [];
    if (known === undefined) byPath.set(raw.path, inFile);
    if (!keys.has(raw)) keys.set(raw, keyOf(raw));
    const key = keys.get(raw);
    if (key !== undefined) inFile.push(key);
  }
  return [...byPath].map(([path, found]) => ({ path, objects: found }));
}

function keyOf(raw: RawObject): ObjectKey | undefined {
  const isRead = hasReader(raw);
  return isRead || isAboutScaling(raw) ? { kind: raw.kind, name: nameOf(raw), namespace: namespaceOf(raw), isRead } : undefined;
}

/** With one side only, a file of values counts as changed: nobody has looked at it. */
function changedPaths([base, head]: readonly (readonly ManifestText[])[]): (path: string) => boolean {
  if (base === undefined || head === undefined) return (path) => /(?:^|\/)values[^/]*\.ya?ml$/.test(path);
  const before = new Map(base.map((one) => [pathOf(one), one.text]));
  const after = new Map(head.map((one) => [pathOf(one), one.text]));
  return (path) => before.get(path) !== after.get(path);
}

function leftOut({ file, path, line, problem, isTemplate, text }: Unreadable): NotJudged {
  return notJudgedFile(
    { file, path, line, content: text },
    {
      reason: isTemplate ? 'not-rendered' : 'unreadable',
      message: isTemplate ? 'is a template that is not rendered' : problem,
      fix: isTemplate ? 'Render it first (helm template, kustomize build).' : undefined,
    },
  );
}
