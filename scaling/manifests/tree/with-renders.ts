import type { ManifestText } from '../documents';
import { isKustomizationPath, parseKustomization } from './kustomization';
import { folderOf, isBelow, joined, pathOf } from './paths';
import { chartsIn, type TreeRender } from './renders';

/** What became of a render. */
export type RenderOutcome =
  | { readonly kind: 'rendered'; readonly text: string }
  /** Why not: a sentence without its full stop. */
  | { readonly kind: 'failed'; readonly why: string };

/** A tree with what was tried to render in it. */
export interface TreeRendered {
  readonly texts: readonly ManifestText[];
  readonly outcomes: ReadonlyMap<TreeRender, RenderOutcome>;
}

/**
 * Puts renders in the place of the files that they were made of. What could not be rendered is marked, and so is its other side where
 * the head is the one that failed: half of a comparison would look like objects that went away.
 *
 * @param sides a tree, or the base and the head of a comparison
 */
export function withRenders(sides: readonly TreeRendered[]): ManifestText[][] {
  const [base, head] = sides;
  const judged = sides.map(({ texts, outcomes }, side) => ({
    texts,
    outcomes: head !== undefined && side === 0 ? withoutOther(outcomes, head.outcomes) : [...outcomes].map(asInput),
  }));
  // A file that was applied as it is may still be: a kustomization that is new and takes it in hides nothing.
  const applied = head === undefined || base === undefined ? new Set<string>() : appliedAsItIs(base.texts);
  const left = judged.map(({ texts, outcomes }, side) => {
    const isGone = new Set(outcomes.flatMap(({ render, outcome }) => goneWith(render, outcome)));
    return texts.filter((one) => !isGone.has(one) || (side === 1 && applied.has(pathOf(one))));
  });
  const names = new Set(judged.flatMap(({ outcomes }) => outcomes.map(({ render }) => render.name)));
  const isAlone = names.size === 1 && left.flat().every(({ text }) => !text.includes('apiVersion'));
  return judged.map(({ outcomes }, side) => {
    const marked = new Map<ManifestText, ManifestText>();
    const more = outcomes.flatMap(({ render, outcome, inputs }) => {
      if (outcome.kind === 'rendered') return [renderedText(render, outcome.text, isAlone)];
      const notRendered = { why: outcome.why, inputs };
      if (render.tool === 'helm') return [{ ...render.source, path: `${pathOf(render.source)} (${render.name})`, notRendered }];
      marked.set(render.source, { ...render.source, notRendered });
      return [];
    });
    return [...(left[side] ?? []).map((one) => marked.get(one) ?? one), ...more];
  });
}

interface Judged {
  readonly render: TreeRender;
  readonly outcome: RenderOutcome;
  /** What decides whether something changed that could not be rendered. */
  readonly inputs: readonly ManifestText[];
}

function asInput([render, outcome]: readonly [TreeRender, RenderOutcome]): Judged {
  return { render, outcome, inputs: render.inputs };
}

function withoutOther(
  outcomes: ReadonlyMap<TreeRender, RenderOutcome>,
  others: ReadonlyMap<TreeRender, RenderOutcome>,
): Judged[] {
  const failed = new Set([...others].flatMap(([{ name }, { kind }]) => (kind === 'failed' ? [name] : [])));
  return [...outcomes].map(([render, outcome]) => {
    if (outcome.kind === 'failed' || !failed.has(render.name)) return asInput([render, outcome]);
    // Without inputs it differs from the head, whatever made the head fail.
    return { render, outcome: { kind: 'failed', why: 'the other side could not be' }, inputs: [] };
  });
}

/** A chart says nothing before it is rendered; the files of a kustomization that failed are read as they are. */
function goneWith({ tool, inputs }: TreeRender, { kind }: RenderOutcome): readonly ManifestText[] {
  return kind === 'rendered' || tool === 'helm' ? inputs : [];
}

function renderedText(render: TreeRender, text: string, isAlone: boolean): ManifestText {
  const { name, source, tool, values } = render;
  const folder = folderOf(source.file) || '.';
  const environment = tool === 'helm' && values.length > 0 ? ` ${name.split(' ').at(-1) ?? ''}` : '';
  return {
    file: `${folder}${environment} (rendered)`,
    path: `${name} (rendered)`,
    text,
    ...(!isAlone && { appliedWith: name }),
  };
}

/** Paths of files that no chart and no kustomization takes in. */
function appliedAsItIs(texts: readonly ManifestText[]): Set<string> {
  const charts = chartsIn(texts);
  const takenIn = new Set(
    texts.flatMap((one) => {
      const path = pathOf(one);
      const read = isKustomizationPath(path) ? parseKustomization(one.text) : undefined;
      return read === undefined
        ? []
        : [path, ...[...read.resources, ...read.files].map((entry) => joined(folderOf(path), entry))];
    }),
  );
  return new Set(texts.map(pathOf).filter((path) => !takenIn.has(path) && !charts.some((folder) => isBelow(path, folder))));
}
