import { isAlias, isMap, isScalar, isSeq, type Document, type LineCounter, type Node, type Pair } from 'yaml';

/**
 * Line (from 1) at which a field of a document is written, or its nearest parent that is.
 *
 * @param path as in `spec.metrics[0].resource`; keys may hold dots themselves (`metadata.annotations.example.com/name`)
 */
export function lineAt(document: Document.Parsed, counter: LineCounter, path: string): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  let rest = path;
  while (rest !== '') {
    const next: Step | undefined = step(isAlias(node) ? node.resolve(document) : node, rest);
    if (next === undefined) break;
    offset = startOf(next.written) ?? offset;
    ({ node, rest } = next);
  }
  return Math.max(1, counter.linePos(offset).line);
}

interface Step {
  readonly node: unknown;
  /** Where a reader would look: the key of a map, the item of a list. */
  readonly written: unknown;
  readonly rest: string;
}

function step(node: unknown, path: string): Step | undefined {
  if (isSeq(node)) {
    const match = /^\[(\d+)\]\.?/.exec(path);
    const item = match === null ? undefined : node.items[Number(match[1])];
    return match === null || item === undefined ? undefined : { node: item, written: item, rest: path.slice(match[0].length) };
  }
  if (!isMap(node)) return undefined;
  const pair = longestKey(node.items, path);
  if (pair === undefined) return undefined;
  return { node: pair.value, written: pair.key, rest: path.slice(keyOf(pair).length).replace(/^\./, '') };
}

function longestKey(pairs: readonly Pair[], path: string): Pair | undefined {
  let best: Pair | undefined;
  for (const pair of pairs) {
    const key = keyOf(pair);
    const fits = key !== '' && path.startsWith(key) && /^([.[]|$)/.test(path.slice(key.length));
    if (fits && (best === undefined || key.length > keyOf(best).length)) best = pair;
  }
  return best;
}

function keyOf({ key }: Pair): string {
  const value = isScalar(key) ? key.value : key;
  return typeof value === 'string' ? value : '';
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

const DEEPEST = 500;

/** Where a key of a map is written for the second time; undefined where all are unique. */
export function firstDoubleKey(node: unknown, depth = 0): number | undefined {
  if (depth > DEEPEST) return undefined;
  const below: unknown[] = [];
  if (isMap(node)) {
    const seen = new Set<unknown>();
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? pair.key.value : undefined;
      if (key !== undefined && key !== '<<' && seen.has(key)) return startOf(pair.key);
      seen.add(key);
      below.push(pair.value);
    }
  }
  const children = isSeq(node) ? node.items : below;
  for (const child of children) {
    const found = firstDoubleKey(child, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
