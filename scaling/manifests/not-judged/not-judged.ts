import { isRecord } from '../../../contract';
import { titleOf } from '../manifest';
import type { RawObject } from '../documents';

/** Why something that has to do with scaling was not understood. */
export const NOT_JUDGED_REASONS = [
  /** Objects of this kind are not read. */
  'kind-unknown',
  /** A field of a known kind is not. */
  'field-unknown',
  'annotation-unknown',
  'trigger-unknown',
  /** A chart, an overlay, or values for one: what becomes of it is only known once it is rendered. */
  'not-rendered',
  /** Holds values that are filled in later, such as `${REPLICAS}`. */
  'placeholder',
  /** Not YAML, or beyond a budget. */
  'unreadable',
  /** It cannot be told which of several objects is meant. */
  'ambiguous',
] as const;
export type NotJudgedReason = (typeof NOT_JUDGED_REASONS)[number];

/** Something that may decide how pods scale, and that nothing here understands. It is named, and no gate passes on a change of it. */
export interface NotJudged {
  readonly reason: NotJudgedReason;
  readonly file: string;
  /** Of the file below what was given, the same on both sides of a comparison. */
  readonly path: string;
  readonly line: number;
  /** Title of the object (`RayCluster train`); undefined when a whole file is meant. */
  readonly object: string | undefined;
  readonly namespace: string | undefined;
  /** Field of the object, e.g. `spec.triggers[0].type`; undefined when all of it is meant. */
  readonly field: string | undefined;
  /** What is not understood, a sentence without its full stop: `objects of this kind are not read`. */
  readonly message: string;
  /** What to do, a whole sentence: `Render first: helm template shop charts/shop.` */
  readonly fix: string | undefined;
  /** Settings in it that look like scaling, by their path: what a reviewer wants to see. */
  readonly values: Readonly<Record<string, string>>;
  /** Whatever may decide: two sides with the same content have not changed. */
  readonly content: string;
}

/** Finds what is not understood in the objects of one side. Pure; add yours to `producers.ts`. */
export type NotJudgedProducer = (objects: readonly RawObject[]) => NotJudged[];

/** What to say about an object; the rest follows from it. */
export type AboutObject = Pick<NotJudged, 'reason' | 'message'> &
  Partial<Pick<NotJudged, 'field' | 'fix' | 'values' | 'content'>>;

/**
 * A record about an object, or about one field of it.
 *
 * @param about content: by default what is in the field, or all of the object but labels and status
 */
export function notJudgedObject(raw: RawObject, about: AboutObject): NotJudged {
  const { field, fix, values = {}, reason, message } = about;
  const metadata = isRecord(raw.body['metadata']) ? raw.body['metadata'] : {};
  const name = textOr(metadata['name'], textOr(metadata['generateName'], ''));
  return {
    reason,
    file: raw.file,
    path: raw.path,
    line: field === undefined ? raw.line : raw.lineOf(field),
    object: titleOf({ apiVersion: raw.apiVersion, kind: raw.kind, name, appliedWith: raw.appliedWith }),
    namespace: typeof metadata['namespace'] === 'string' ? metadata['namespace'] : undefined,
    field,
    message,
    fix,
    values,
    content: about.content ?? JSON.stringify(field === undefined ? decisive(raw.body) : (at(raw.body, field) ?? values)),
  };
}

interface FileRecord {
  readonly file: string;
  readonly path?: string | undefined;
  readonly line?: number;
  readonly content: string;
}

/** A record about a file as a whole. */
export function notJudgedFile(
  { file, path = file, line = 1, content }: FileRecord,
  about: Pick<NotJudged, 'reason' | 'message'> & { readonly fix?: string | undefined; readonly values?: NotJudged['values'] },
): NotJudged {
  const { reason, message, fix, values = {} } = about;
  return { reason, file, path, line, object: undefined, namespace: undefined, field: undefined, message, fix, values, content };
}

/** Labels (a chart's version) and status decide nothing. */
function decisive(body: RawObject['body']): unknown {
  return Object.entries(body).flatMap(([key, value]) => {
    if (key === 'status') return [];
    return key === 'metadata' && isRecord(value) ? [value['annotations']] : [key, value];
  });
}

/** What is at a path as in `spec.triggers[0].metadata`; undefined when a key on the way holds dots itself, or is not there. */
function at(body: unknown, path: string): unknown {
  return path
    .split(/[.[\]]+/)
    .filter((key) => key !== '')
    .reduce<unknown>(
      (value, key) => (Array.isArray(value) ? value[Number(key)] : isRecord(value) ? value[key] : undefined),
      body,
    );
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
