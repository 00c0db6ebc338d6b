import { isAlias, isCollection, isMap, isScalar, isSeq, parseAllDocuments, stringify, type Document, type Pair } from 'yaml';
import { isRecord } from '../../contract';
import type { Edit } from './space';

export interface ObjectKey {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

export interface Edited {
  readonly text: string;
  /** The whole object as it is after the edits. */
  readonly object: Readonly<Record<string, unknown>>;
}

/**
 * Changes fields of one object in a text of YAML or JSON and leaves every other character as it is: comments, order, quotes.
 *
 * @returns undefined when the object is not in the text, or when a field cannot be changed in place (it is an alias)
 */
export function editText(text: string, key: ObjectKey, edits: readonly Edit[]): Edited | undefined {
  let current: string | undefined = text;
  for (const edit of edits) {
    current = current === undefined ? undefined : editOne(current, key, edit);
  }
  const found = current === undefined ? undefined : find(current, key);
  if (current === undefined || found === undefined) return undefined;
  return { text: current, object: plain(found) };
}

interface Found {
  readonly document: Document.Parsed;
  readonly path: readonly (string | number)[];
}

function plain({ document, path }: Found): Record<string, unknown> {
  let value: unknown = document.toJS();
  for (const step of path) value = (value as Record<string | number, unknown>)[step];
  return value as Record<string, unknown>;
}

function find(text: string, key: ObjectKey): Found | undefined {
  for (const document of documentsOf(text)) {
    const path = pathOf(document.toJS({ maxAliasCount: 100 }), key);
    if (path !== undefined) return { document, path };
  }
  return undefined;
}

function documentsOf(text: string): Document.Parsed[] {
  const documents = parseAllDocuments(text, { merge: true, logLevel: 'error' });
  return 'empty' in documents ? [] : documents;
}

/** Path of the object in a document: the document itself, or an item of a list. */
function pathOf(value: unknown, key: ObjectKey): (string | number)[] | undefined {
  if (!isRecord(value)) return undefined;
  const { metadata, items } = value;
  if (isRecord(metadata) && metadata['name'] === key.name && value['kind'] === key.kind && value['apiVersion'] === key.apiVersion)
    return metadata['namespace'] === key.namespace ? [] : undefined;
  if (!Array.isArray(items)) return undefined;
  for (const [index, item] of items.entries()) {
    const below = pathOf(item, key);
    if (below !== undefined) return ['items', index, ...below];
  }
  return undefined;
}

function editOne(text: string, key: ObjectKey, { path, value }: Edit): string | undefined {
  const found = find(text, key);
  if (found === undefined) return undefined;
  const next = replaced(text, found.document, [...found.path, ...path], value);
  // What was written must read as what was meant.
  const again = next === undefined ? undefined : find(next, key);
  if (next === undefined || again === undefined) return undefined;
  let read: unknown = plain(again);
  for (const step of path)
    read = isRecord(read) || Array.isArray(read) ? (read as Record<string | number, unknown>)[step] : undefined;
  return JSON.stringify(read) === JSON.stringify(value) ? next : undefined;
}

function replaced(
  text: string,
  document: Document.Parsed,
  path: readonly (string | number)[],
  value: unknown,
): string | undefined {
  let node: unknown = document.contents;
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) return undefined;
    const rest = path.slice(depth);
    if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      if (node === undefined) return undefined;
      continue;
    }
    if (!isMap(node) || typeof step !== 'string') return undefined;
    const pair = node.items.find((one) => keyText(one) === step);
    if (pair === undefined || isEmpty(pair.value)) return inserted(text, node, pair, rest, value);
    node = pair.value;
  }
  if (isAlias(node) || (node as { readonly anchor?: string }).anchor !== undefined) return undefined;
  return overwritten(text, node, value);
}

function keyText({ key }: Pair): unknown {
  return isScalar(key) ? key.value : key;
}

/** `key:` without a value, or with null. */
function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (isScalar(value) && value.value === null);
}

type Range = readonly [start: number, valueEnd: number, nodeEnd: number];

function rangeOf(node: unknown): Range | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  return (node.range as Range | null | undefined) ?? undefined;
}

function overwritten(text: string, node: unknown, value: unknown): string | undefined {
  const range = rangeOf(node);
  if (range === undefined) return undefined;
  const [start, end] = [range[0], range[0] + text.slice(range[0], range[1]).trimEnd().length];
  const isFlow = isCollection(node) ? node.flow === true : false;
  const written =
    isScalar(node) && (typeof value !== 'object' || value === null)
      ? scalarText(value, text.slice(start, end))
      : isFlow || isScalar(node)
        ? JSON.stringify(value)
        : indented(stringify(value).trimEnd(), columnOf(text, start));
  return text.slice(0, start) + written + text.slice(end);
}

/** In the quotes that were there; text that could be read as something else gets quotes. */
function scalarText(value: unknown, before: string): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (before.startsWith("'")) return `'${value.replaceAll("'", "''")}'`;
  return JSON.stringify(value);
}

/** A field that is not there: the rest of the path as nested maps, after the last field of the map that it belongs into. */
function inserted(
  text: string,
  map: unknown,
  empty: Pair | undefined,
  rest: readonly (string | number)[],
  value: unknown,
): string | undefined {
  if (!isMap(map) || rest.some((step) => typeof step === 'number')) return undefined;
  const nested = [...rest].reverse().reduce<unknown>((inner, step) => ({ [step]: inner }), value);
  if (empty !== undefined) return undefined;
  const range = rangeOf(map);
  const last = map.items.at(-1);
  const first = map.items[0];
  if (range === undefined) return undefined;
  if (map.flow === true) {
    const close = text.lastIndexOf('}', range[1] - 1);
    const json = JSON.stringify(nested).slice(1, -1);
    const before = text.slice(0, close).trimEnd();
    return `${before}${first === undefined ? '' : ', '}${json}${text.slice(before.length, close)}${text.slice(close)}`;
  }
  const firstStart = rangeOf(first?.key)?.[0];
  const lastRange = rangeOf(last?.value ?? last?.key);
  if (firstStart === undefined || lastRange === undefined) return undefined;
  const contentEnd = lastRange[0] + text.slice(lastRange[0], lastRange[1]).trimEnd().length;
  const lineEnd = text.indexOf('\n', contentEnd);
  const at = lineEnd < 0 ? text.length : lineEnd;
  const column = columnOf(text, firstStart);
  return `${text.slice(0, at)}\n${' '.repeat(column)}${indented(stringify(nested).trimEnd(), column)}${text.slice(at)}`;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** All lines but the first. */
function indented(text: string, column: number): string {
  return text.replaceAll('\n', `\n${' '.repeat(column)}`);
}
