import { LineCounter, parseAllDocuments, type Document } from 'yaml';
import { isRecord, throwAny, UserError } from '../../contract';
import { withoutDefinitions } from './definitions';
import { fastDocuments } from './fast-yaml';
import { firstDoubleKey, lineAt } from './locate';
import { isTemplate, mayHoldPlaceholders, placeholdersIn, withoutBraces, type Placeholder } from './placeholders';

/** Text that holds manifests: a file of YAML (one document or many) or JSON. */
export interface ManifestText {
  /** Its name in messages, e.g. `rendered/api.yaml`. */
  readonly file: string;
  readonly text: string;
  /**
   * Of the file below what was given, the same on both sides of a comparison.
   * @default the file
   */
  readonly path?: string;
  /**
   * What the text was rendered as, e.g. `prod`.
   * @default - none: its folder decides
   */
  readonly appliedWith?: string;
  /** Of a chart or a kustomization that could not be rendered. */
  readonly notRendered?: NotRendered;
}

export interface NotRendered {
  /** A sentence without its full stop. */
  readonly why: string;
  /** All that goes into it: what changes in them cannot be judged. */
  readonly inputs: readonly ManifestText[];
}

/** One Kubernetes object as written, before anybody has looked at its kind. */
export interface RawObject {
  readonly file: string;
  /** Of the file below what was given, the same on both sides of a comparison. */
  readonly path: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Folder, chart or render that it is applied with; '' where there is only one, or where it belongs to none. */
  readonly appliedWith: string;
  /** Values that are filled in later and may decide how it scales. */
  readonly placeholders: readonly Placeholder[];
  /** Line of the object in its file, counted from 1. */
  readonly line: number;
  /** Line of a field such as `spec.metrics[0].resource`; of the nearest parent that is there when it is not. */
  readonly lineOf: (path: string) => number;
}

/** Deepest nesting of List objects in List objects that is followed. */
const DEEPEST_LIST = 4;
/** Rendered manifests of a whole cluster are smaller; anything larger is not a manifest. */
const LONGEST_TEXT = 64 * 1024 * 1024;

/** What some texts hold. */
export interface Documents {
  readonly objects: readonly RawObject[];
  /** Documents that could not be read, with why; the others of the same file are read. */
  readonly unreadable: readonly Unreadable[];
}

/** A document, or a whole file, that is not YAML. */
export interface Unreadable {
  readonly file: string;
  readonly path: string;
  readonly line: number;
  readonly problem: string;
  /** It is a template: what it says is only known once it is rendered. */
  readonly isTemplate: boolean;
  /** As written. */
  readonly text: string;
}

/**
 * Every Kubernetes object in some texts; other documents (values files, empty ones) are left out, lists are opened.
 *
 * @throws UserErrors naming file and line of the first mistake of every text that is not YAML
 */
export function rawObjects(texts: readonly ManifestText[]): RawObject[] {
  const { objects, unreadable } = readDocuments(texts);
  const first = new Map(unreadable.map((one) => [one.file, one] as const).reverse());
  throwAny([...first.values()].reverse().map(errorOf));
  return [...objects];
}

/** What a person is told about a document that cannot be read. */
export function errorOf({ file, line, problem, isTemplate: isOne }: Unreadable): UserError {
  return new UserError({
    where: `${file}:${line}`,
    problem,
    code: problem.startsWith('is not valid YAML') ? 'yaml-broken' : 'manifest-wrong',
    ...(isOne && { fix: 'This looks like a template. Render it first (helm template, kustomize build) and give the result.' }),
  });
}

/** Every Kubernetes object in some texts, and what could not be read. Equal texts are parsed once. */
export function readDocuments(
  texts: readonly ManifestText[],
  parsed: ParsedTexts = new Map(),
  onText?: (text: ManifestText) => void,
): Documents {
  const objects: RawObject[] = [];
  const unreadable: Unreadable[] = [];
  for (const one of texts) {
    const { file, text, path = file, appliedWith = '' } = one;
    if (!parsed.has(text)) onText?.(one);
    const result = parsedOnce(text, parsed);
    for (const mistake of result.mistakes) unreadable.push({ file, path, ...mistake });
    for (const object of objectsOnce(result, { file, path, appliedWith }, text)) objects.push(object);
  }
  return { objects, unreadable };
}

/** Parsed texts by their text, for reading several sides. */
export type ParsedTexts = Map<string, ParsedText>;

interface ParsedText {
  readonly documents: readonly ParsedDocument[];
  readonly mistakes: readonly Mistake[];
  /** The objects in it, where it was read last: most files are the same on both sides of a comparison. */
  last?: { readonly source: Source; readonly objects: readonly RawObject[] };
}

/** Where a text is from. */
type Source = Pick<RawObject, 'file' | 'path' | 'appliedWith'>;

function objectsOnce(parsed: ParsedText, source: Source, text: string): readonly RawObject[] {
  const { last } = parsed;
  const isSameSource =
    last?.source.file === source.file && last.source.path === source.path && last.source.appliedWith === source.appliedWith;
  if (isSameSource) return last.objects;
  const found = parsed.documents.flatMap(({ value, line, lineOf }) => opened(value, source, '', { line, lineOf }, 0));
  const objects = mayHoldPlaceholders(text) ? found.map(withPlaceholders) : found;
  parsed.last = { source, objects };
  return objects;
}

type Mistake = Omit<Unreadable, 'file' | 'path'>;

interface ParsedDocument {
  readonly value: unknown;
  readonly line: number;
  readonly lineOf: (path: string) => number;
}

function parsedOnce(text: string, parsed: ParsedTexts): ParsedText {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const result = parseText(text);
  parsed.set(text, result);
  return result;
}

/** A key may be written with escapes, and a text may be in another encoding; both are rare. */
const MAYBE_ESCAPED = /\\[uUx\r\n]|!!binary|[\0\uFFFD]/;

function parseText(whole: string): ParsedText {
  const text = withoutDefinitions(whole);
  const holdsObjects = text.includes('kind') && text.includes('apiVersion');
  if (!holdsObjects && !MAYBE_ESCAPED.test(text)) return { documents: [], mistakes: [] };
  if (text.length > LONGEST_TEXT)
    return failed({ line: 1, problem: `is longer than ${LONGEST_TEXT / 1024 / 1024} MiB`, isTemplate: false, text: '' });
  if (/\0|^\uFFFD/.test(text)) return failed({ line: 1, problem: 'is not text in UTF-8', isTemplate: false, text });
  const ordinary = fastDocuments(withoutBraces(text));
  if (ordinary === undefined) return parseExactly(text, 0);
  let exactly: ParsedText | undefined;
  // Lines of fields are asked for rarely, so the exact parser that knows them runs only then.
  const lineOf = (index: number, line: number, path: string): number => {
    if (path === '') return line;
    const known = (exactly ??= parseExactly(text, 0)).documents[index];
    return known?.line === line ? known.lineOf(path) : line;
  };
  return {
    documents: ordinary.map(({ value, line }, index) => ({ value, line, lineOf: (path) => lineOf(index, line, path) })),
    mistakes: [],
  };
}

function failed(mistake: Mistake): ParsedText {
  return { documents: [], mistakes: [mistake] };
}

/**
 * Parses by the rules of YAML 1.2. A text with a mistake is cut at the marks between its documents, so that one mistake hides one
 * document only.
 *
 * @param linesBefore in the file, of a text that is part of one
 */
function parseExactly(text: string, linesBefore: number): ParsedText {
  const counter = new LineCounter();
  const pieces = piecesOf(text);
  const whole = parseYaml(text, counter);
  if (pieces.length > 1 && (typeof whole === 'string' || mistakeIn(whole, counter) !== undefined)) {
    const parts = pieces.map((piece) => parseExactly(piece.text, linesBefore + piece.linesBefore));
    return { documents: parts.flatMap(({ documents }) => documents), mistakes: parts.flatMap(({ mistakes }) => mistakes) };
  }
  const broken = (line: number, problem: string): ParsedText =>
    failed({ line: linesBefore + line, problem, isTemplate: isTemplate(text), text });
  if (typeof whole === 'string') return broken(1, whole);
  const mistake = mistakeIn(whole, counter);
  if (mistake !== undefined) {
    const what = (mistake.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
    return broken(mistake.line, `is not valid YAML: ${what}`);
  }
  const documents: ParsedDocument[] = [];
  for (const document of whole) {
    const lineOf = (path: string): number => linesBefore + lineAt(document, counter, path);
    const value = valueOf(document);
    if (typeof value === 'string') return broken(lineOf('') - linesBefore, value);
    documents.push({ value: value.value, line: lineOf(''), lineOf });
  }
  return { documents, mistakes: [] };
}

interface Piece {
  readonly text: string;
  readonly linesBefore: number;
}

/** A text, cut before every line that begins a document. */
function piecesOf(text: string): Piece[] {
  let linesBefore = 0;
  return text.split(/^(?=---(?:\s|$))/m).map((piece) => {
    const from = linesBefore;
    linesBefore += piece.split('\n').length - 1;
    return { text: piece, linesBefore: from };
  });
}

/** The documents; a text when it cannot be read at all. */
function parseYaml(text: string, lineCounter: LineCounter): Document.Parsed[] | string {
  try {
    // Whether keys are unique is looked at below: the parser does so in quadratic time.
    const parsed = parseAllDocuments(withoutBraces(text), { lineCounter, merge: true, uniqueKeys: false, logLevel: 'error' });
    return 'empty' in parsed ? [] : parsed;
  } catch (error) {
    return `cannot be read as YAML: ${reasonOf(error)}`;
  }
}

function mistakeIn(
  documents: readonly Document.Parsed[],
  lineCounter: LineCounter,
): { readonly message: string; readonly line: number } | undefined {
  for (const document of documents) {
    const [first] = document.errors;
    if (first !== undefined) return { message: first.message, line: first.linePos?.[0].line ?? 1 };
    const double = firstDoubleKey(document.contents);
    if (double !== undefined) return { message: 'Map keys must be unique', line: lineCounter.linePos(double).line };
  }
  return undefined;
}

/** Plain values of a document; a text when it may not be read. A few aliases that stand for billions of values are refused. */
function valueOf(document: Document.Parsed): { readonly value: unknown } | string {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) as unknown };
  } catch (error) {
    return `cannot be read as YAML: ${reasonOf(error)}`;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return 'it is nested too deeply';
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}

function withPlaceholders(raw: RawObject): RawObject {
  return { ...raw, placeholders: placeholdersIn(raw.body) };
}

/** The object itself, or what is in it when it is a list. */
function opened(
  value: unknown,
  source: Source,
  at: string,
  document: Pick<ParsedDocument, 'line' | 'lineOf'>,
  depth: number,
): RawObject[] {
  if (!isRecord(value) || typeof value['kind'] !== 'string') return [];
  const { kind, apiVersion, items } = value;
  if (kind.endsWith('List') && Array.isArray(items) && depth < DEEPEST_LIST) {
    return items.flatMap((item: unknown, index) => {
      const inherited = kind === 'List' || !isRecord(item) ? {} : { kind: kind.slice(0, -'List'.length), apiVersion };
      const whole = isRecord(item) ? { ...inherited, ...item } : item;
      return opened(whole, source, at === '' ? `items[${index}]` : `${at}.items[${index}]`, document, depth + 1);
    });
  }
  if (typeof apiVersion !== 'string') return [];
  const lineOf = (path: string): number => document.lineOf(at === '' || path === '' ? at + path : `${at}.${path}`);
  return [{ ...source, apiVersion, kind, body: value, placeholders: [], line: at === '' ? document.line : lineOf(''), lineOf }];
}
