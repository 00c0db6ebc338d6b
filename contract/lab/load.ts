import { createHash } from 'node:crypto';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { choiceInstead, nearest } from '../nearest';
import { isRecord } from '../record';
import { throwAny, UserError } from '../user-error';
import { RequestMistake, sentRequest } from '../request';
import { labSchema, SHIPPED_SERVICES, type Lab } from './schema';

/** One YAML text with the name it is shown under. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** Of lab.yaml: where its settings find files and commands. @default - there is no folder, and files are refused */
  readonly files?: LabFiles;
}

/** The folder that a lab.yaml lies in. */
interface LabFiles {
  readonly folder: string;
  /** @param file as a setting names it */
  readonly read: (file: string) => string;
}

interface ParsedSource extends Source {
  readonly document: Document;
  readonly lines: LineCounter;
}

type Path = readonly PropertyKey[];

export interface LoadedLab {
  readonly lab: Lab;
  /** First 12 hex digits of a SHA-256 over the settings, without services that are not enabled. Same hash, same lab. */
  readonly configHash: string;
  /** Of lab.yaml. */
  readonly folder: string;
}

/**
 * The lab described by lab.yaml and the profiles on top of it; a later source wins, maps merge key by key, lists and scalars
 * replace, and null takes a setting away. The sources already include the profiles that others extend.
 *
 * @throws UserErrors naming file, line and key of everything that is wrong
 */
export function loadLab(sources: readonly Source[]): LoadedLab {
  const parsed = sources.map(parse);
  const merged = parsed.map((source) => source.document.toJS() as unknown).reduce(merge, {});
  throwAny(misspelt(merged, parsed));
  const result = labSchema.safeParse(merged);
  if (!result.success) {
    throwAny(result.error.issues.flatMap(leafIssues).flatMap((issue) => describe(issue, parsed)));
    throw result.error;
  }
  const { own: written, ...rest } = result.data;
  const settings: Omit<typeof rest, 'extends'> & { extends?: unknown } = { ...rest };
  delete settings.extends;
  const own = withRequests(written, parsed);
  const lab: Lab = { ...settings, own };
  const services = Object.fromEntries(Object.entries({ ...lab.services, ...own }).filter(([, { enabled }]) => enabled));
  const effective = JSON.stringify({ ...settings, services });
  return { lab, configHash: createHash('sha256').update(effective).digest('hex').slice(0, 12), folder: filesOf(parsed).folder };
}

/** Services of the user's own with the files of their requests read. */
function withRequests(services: WrittenServices, sources: readonly ParsedSource[]): Lab['own'] {
  const files = filesOf(sources);
  const read = Object.entries(services).map(([name, service]) => {
    const mistake = (setting: string, problem: string, fix?: string): UserError =>
      new UserError({
        code: 'setting-wrong',
        where: locate(['services', name, 'request', setting], sources),
        problem,
        ...(fix === undefined ? {} : { fix }),
      });
    try {
      const request = sentRequest(service.request, (file, setting) => {
        try {
          return files.read(file);
        } catch (error) {
          throw mistake(setting, `${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`);
        }
      });
      return [name, { ...service, request }] as const;
    } catch (error) {
      if (!(error instanceof RequestMistake)) throw error;
      throw mistake(error.setting, error.message, error.fix);
    }
  });
  return Object.fromEntries(read);
}

type WrittenServices = z.infer<typeof labSchema>['own'];

function filesOf(sources: readonly Source[]): LabFiles {
  return sources.find((source) => source.files !== undefined)?.files ?? NO_FILES;
}

const NO_FILES: LabFiles = {
  folder: '.',
  read: () => {
    throw new Error('this lab is read without its folder');
  },
};

/** A service that says neither how it runs here nor in a cluster, and has almost the name of one that the lab ships. */
function misspelt(merged: unknown, sources: readonly ParsedSource[]): UserError[] {
  const services = isRecord(merged) ? merged['services'] : undefined;
  return Object.entries(isRecord(services) ? services : {}).flatMap(([name, service]) => {
    if (SHIPPED_SERVICES.includes(name) || (isRecord(service) && ('image' in service || 'command' in service))) return [];
    const meant = nearest(name, SHIPPED_SERVICES);
    if (meant === undefined) return [];
    return [
      new UserError({
        code: 'setting-unknown',
        where: locate(['services', name], sources),
        problem: `is not a setting. Did you mean ${meant}?`,
        fix: 'A service of your own has a command or an image: docs/own-service.md.',
      }),
    ];
  });
}

/** The profile that a source extends, and the line that says so. Undefined = none, or not a text: `loadLab` names the mistake. */
export function extendedBy(source: Source): { readonly name: string; readonly where: string } | undefined {
  const parsed = parse(source);
  const name = parsed.document.get('extends');
  return typeof name === 'string' ? { name, where: locate(['extends'], [parsed]) } : undefined;
}

function parse(source: Source): ParsedSource {
  const lines = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken !== undefined) {
    const at = lines.linePos(broken.pos[0]);
    throw new UserError({
      code: 'yaml-broken',
      where: `${source.file}:${at.line}`,
      problem: `is not valid YAML: ${broken.message}`,
    });
  }
  if (document.contents !== null && !isMap(document.contents))
    throw new UserError({
      code: 'yaml-broken',
      where: `${source.file}:1`,
      problem: 'must be a map of settings',
      fix: 'Start from the lab.yaml of this repository.',
    });
  return { ...source, document, lines };
}

function merge(below: unknown, above: unknown): unknown {
  if (above === undefined || above === null) return below;
  if (!isRecord(below) || !isRecord(above)) return above;
  const kept = Object.entries(below).filter(([key]) => above[key] !== null);
  const merged: Record<string, unknown> = Object.fromEntries(kept);
  for (const [key, value] of Object.entries(above)) if (value !== null) merged[key] = merge(merged[key], value);
  return merged;
}

/** The issues inside a failed union, so that the reader sees the inner mistake and not "no variant matched". */
function leafIssues(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const closest = [...issue.errors].sort((one, other) => one.length - other.length)[0] ?? [];
  return closest.flatMap((inner) => leafIssues({ ...inner, path: [...issue.path, ...inner.path] }));
}

function describe(issue: z.core.$ZodIssue, sources: readonly ParsedSource[]): UserError[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(issue.path);
    return issue.keys.map((key) => {
      const meant = nearest(key, known);
      return new UserError({
        code: 'setting-unknown',
        where: locate([...issue.path, key], sources),
        problem: 'is not a setting.' + (meant === undefined ? '' : ` Did you mean ${meant}?`),
        ...(meant === undefined && known.length > 0 ? { fix: `Known here: ${known.join(', ')}.` } : {}),
      });
    });
  }
  const fix = fixFor(issue);
  return [
    new UserError({
      code: 'setting-wrong',
      where: locate(issue.path, sources),
      problem: sentence(issue),
      ...(fix === undefined ? {} : { fix }),
    }),
  ];
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small')
    return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${String(issue.minimum)}`;
  if (issue.code === 'too_big') return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${String(issue.maximum)}`;
  if (issue.code === 'invalid_key') return `is no name for it: it ${issue.issues[0]?.message ?? issue.message}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_type') return `must be ${article(issue.expected)}`;
  return issue.message;
}

function article(type: string): string {
  const words: Record<string, string> = {
    int: 'a whole number',
    number: 'a number',
    string: 'a text (quote it)',
    boolean: 'true or false',
    record: 'a map',
    object: 'a map',
    array: 'a list',
  };
  return words[type] ?? type;
}

function fixFor(issue: z.core.$ZodIssue): string | undefined {
  const params = 'params' in issue ? (issue.params as { word?: string; choices?: readonly string[] } | undefined) : undefined;
  return params?.choices && choiceInstead(params.word ?? '', 'Known', params.choices);
}

/** `lab.yaml:14  services.fastapi.replicas`, by the last source that sets the key or its nearest parent. */
function locate(path: Path, sources: readonly ParsedSource[]): string {
  const dotted = path.map(String).join('.');
  for (let length = path.length; length > 0; length--) {
    for (const source of [...sources].reverse()) {
      const line = lineOf(source, path.slice(0, length));
      if (line !== undefined) return `${source.file}:${line}  ${dotted}`;
    }
  }
  return `${sources.at(-1)?.file ?? 'lab.yaml'}  ${dotted}`;
}

function lineOf(source: ParsedSource, path: Path): number | undefined {
  const parent = path.length === 1 ? source.document.contents : source.document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  let range: readonly number[] | null | undefined;
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(last));
    range = isNode(pair?.key) ? pair.key.range : undefined;
  } else if (isSeq(parent)) {
    const item = parent.items[Number(last)];
    range = isNode(item) ? item.range : undefined;
  }
  return range?.[0] === undefined ? undefined : source.lines.linePos(range[0]).line;
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** Every key that may stand at a path, from the schema itself. */
function knownKeys(path: Path): string[] {
  let here: JsonSchema[] = [labJsonSchema()];
  for (const step of path) {
    here = here.flatMap(variants).flatMap((schema) => {
      if (typeof step === 'number') return schema.items === undefined ? [] : [schema.items];
      const named = schema.properties?.[String(step)];
      if (named !== undefined) return [named];
      return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
    });
  }
  return [...new Set(here.flatMap(variants).flatMap((schema) => Object.keys(schema.properties ?? {})))];
}

function variants(schema: JsonSchema): readonly JsonSchema[] {
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return inner.length === 0 ? [schema] : inner.flatMap(variants);
}

/** JSON Schema of lab.yaml for editors. */
export function labJsonSchema(): object {
  return z.toJSONSchema(labSchema, { io: 'input', unrepresentable: 'any', reused: 'inline' });
}
