import { readDocuments, type ManifestText, type ParsedTexts, type RawObject, type Unreadable } from '../documents';
import { hasReader, readRaw, type Manifests } from '../manifests';
import { notJudgedFile, type NotJudged } from '../not-judged';
import { lastOfEach, linkTargets, nameOf, namespaceOf } from './link';
import { deploymentsOf } from './split';
import { looseDocuments, pathOf, withoutUnrendered } from './unrendered';

/**
 * Reads one tree of files, or the two sides of a comparison: what is one deployment is told alike on all of them, and equal texts are
 * parsed once. What cannot be read, or only once it is rendered, is in `notJudged` of its side; it never ends the answer.
 */
export function readTrees(...sides: readonly (readonly ManifestText[])[]): Manifests[] {
  const parsed: ParsedTexts = new Map();
  const read = sides.map((texts) => {
    const rendered = withoutUnrendered(texts);
    return { ...rendered, ...readDocuments(rendered.texts, parsed) };
  });
  const deployments = deploymentsOf(read.map(({ objects }) => filesOf(objects)));
  const isChanged = changedPaths(sides);
  return read.map(({ texts, notJudged, objects, unreadable }) => {
    const placed = objects.map((raw) =>
      raw.appliedWith === '' ? { ...raw, appliedWith: deployments.get(raw.path) ?? '' } : raw,
    );
    const linked = linkTargets(placed);
    const single = lastOfEach(linked.objects);
    const manifests = readRaw(single.objects);
    return {
      ...manifests,
      notJudged: [
        ...manifests.notJudged,
        ...linked.ambiguous,
        ...single.ambiguous,
        ...notJudged,
        ...unreadable.map(leftOut),
        ...looseDocuments(texts, objects, isChanged),
      ],
    };
  });
}

function filesOf(
  objects: readonly RawObject[],
): { path: string; objects: { kind: string; name: string; namespace: string | undefined }[] }[] {
  const byPath = new Map<string, { kind: string; name: string; namespace: string | undefined }[]>();
  for (const raw of objects) {
    if (raw.appliedWith !== '') continue;
    const known = byPath.get(raw.path) ?? [];
    if (hasReader(raw)) known.push({ kind: raw.kind, name: nameOf(raw), namespace: namespaceOf(raw) });
    byPath.set(raw.path, known);
  }
  return [...byPath].map(([path, found]) => ({ path, objects: found }));
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
