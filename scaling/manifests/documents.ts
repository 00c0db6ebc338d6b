import { LineCounter, parseAllDocuments, type Document } from 'yaml';
import { isRecord, throwAny, UserError } from '../../contract';
import { lineAt } from './locate';

/** Text that holds manifests: a file of YAML (one document or many) or JSON. */
export interface ManifestText {
  /** Its name in messages, e.g. `rendered/api.yaml`. */
  readonly file: string;
  readonly text: string;
}

/** One Kubernetes object as written, before anybody has looked at its kind. */
export interface RawObject {
  readonly file: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Line of the object in its file, counted from 1. */
  readonly line: number;
  /** Line of a field such as `spec.metrics[0].resource`; of the nearest parent that is there when it is not. */
  readonly lineOf: (path: string) => number;
}

/** Deepest nesting of List objects in List objects that is followed. */
const DEEPEST_LIST = 4;
/** Rendered manifests of a whole cluster are smaller; anything larger is not a manifest. */
const LONGEST_TEXT = 64 * 1024 * 1024;

/**
 * Every Kubernetes object in some texts; other documents (values files, empty ones) are left out, lists are opened.
 *
 * @throws UserErrors naming file and line of the first mistake of every text that is not YAML
 */
export function rawObjects(texts: readonly ManifestText[]): RawObject[] {
  const errors: UserError[] = [];
  const objects = texts.flatMap((text) => {
    try {
      return objectsIn(text);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push(error);
      return [];
    }
  });
  throwAny(errors);
  return objects;
}

function objectsIn({ file, text }: ManifestText): RawObject[] {
  if (text.length > LONGEST_TEXT) throw broken(file, 1, `is longer than ${LONGEST_TEXT / 1024 / 1024} MiB`);
  const counter = new LineCounter();
  return parse(file, text, counter).flatMap((document) => {
    const lineOf = (path: string): number => lineAt(document, counter, path);
    return opened(valueOf(document, file, lineOf('')), file, '', lineOf, 0);
  });
}

function parse(file: string, text: string, lineCounter: LineCounter): Document.Parsed[] {
  let documents: Document.Parsed[];
  try {
    const parsed = parseAllDocuments(text, { lineCounter, merge: true, logLevel: 'error' });
    documents = 'empty' in parsed ? [] : parsed;
  } catch (error) {
    throw broken(file, 1, `cannot be read as YAML: ${reasonOf(error)}`);
  }
  const mistake = documents.flatMap(({ errors }) => errors)[0];
  if (mistake !== undefined) throw notYaml(file, text, mistake);
  return documents;
}

/** Plain values of a document. A few aliases that stand for billions of values are refused. */
function valueOf(document: Document.Parsed, file: string, line: number): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw broken(file, line, `cannot be read as YAML: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return 'it is nested too deeply';
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}

function broken(file: string, line: number, problem: string): UserError {
  return new UserError({ where: `${file}:${line}`, problem, code: 'manifest-wrong' });
}

/** The useful part of an error of the YAML parser. */
interface Mistake {
  readonly message: string;
  readonly linePos?: Document.Parsed['errors'][number]['linePos'];
}

function notYaml(file: string, text: string, mistake: Mistake): UserError {
  const line = mistake.linePos?.[0].line ?? 1;
  const what = (mistake.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
  return new UserError({
    where: `${file}:${line}`,
    problem: `is not valid YAML: ${what}`,
    code: 'yaml-broken',
    ...(text.includes('{{')
      ? { fix: 'This looks like a template. Render it first (helm template, kustomize build) and give the result.' }
      : {}),
  });
}

/** The object itself, or what is in it when it is a list. */
function opened(value: unknown, file: string, at: string, lineOf: (path: string) => number, depth: number): RawObject[] {
  if (!isRecord(value) || typeof value['kind'] !== 'string') return [];
  const { kind, apiVersion, items } = value;
  if (kind.endsWith('List') && Array.isArray(items) && depth < DEEPEST_LIST) {
    return items.flatMap((item: unknown, index) => {
      const inherited = kind === 'List' || !isRecord(item) ? {} : { kind: kind.slice(0, -'List'.length), apiVersion };
      const whole = isRecord(item) ? { ...inherited, ...item } : item;
      return opened(whole, file, at === '' ? `items[${index}]` : `${at}.items[${index}]`, lineOf, depth + 1);
    });
  }
  if (typeof apiVersion !== 'string') return [];
  const lineBelow = (path: string): number => lineOf(at === '' || path === '' ? at + path : `${at}.${path}`);
  return [{ file, apiVersion, kind, body: value, line: lineBelow(''), lineOf: lineBelow }];
}
