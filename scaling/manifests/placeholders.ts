import { isRecord } from '../../contract';

/** Stand for `{{` and `}}` in values, so that YAML does not read them as maps. */
export const OPEN = '\u27ea';
export const CLOSE = '\u27eb';

/** What is filled in later: `${NAME}`, `$(NAME)`, `{{ .Values.x }}`, `$NAME` as a whole value, `@@NAME@@`. */
const PLACEHOLDER = /\$\{[^}]*\}|\$\([^)]*\)|\u27ea[^\u27eb]*\u27eb|^\$[A-Z][A-Z0-9_]*$|@@\w+@@/;
/** Longer values decide nothing. */
const LONGEST_VALUE = 4096;
const EXPRESSION = /\{\{([^\n]{0,500}?)\}\}/g;
/** Whether a text that is not YAML is one of a template engine. */
export function isTemplate(text: string): boolean {
  return /\{\{|\{%/.test(text);
}

/** A text in which expressions in braces are plain scalars of the same length. */
export function withoutBraces(text: string): string {
  if (!text.includes('{{')) return text;
  return text.replace(
    EXPRESSION,
    (_, inner: string) => `${OPEN} ${inner.replace(/[:#"'[\]{},&*!|>%@`\\\u27ea\u27eb]/g, '_')} ${CLOSE}`,
  );
}

/** Whether a text may hold any; a cheap look before a careful one. */
export function mayHoldPlaceholders(text: string): boolean {
  return /\$[({A-Z]|\{\{|@@/.test(text);
}

/** The first placeholder in a value, as it is written. */
export function placeholderIn(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const found = PLACEHOLDER.exec(value.slice(0, LONGEST_VALUE))?.[0];
  return found?.replace(/^\u27ea\s*/, '{{ ').replace(/\s*\u27eb$/, ' }}');
}

/** Where a value that is filled in later decides nothing about scaling. */
const UNRELATED = new Set([
  'image',
  'env',
  'envFrom',
  'args',
  'command',
  'volumes',
  'volumeMounts',
  'data',
  'stringData',
  'status',
  'labels',
]);
const DEEPEST = 60;

/** A value that is filled in later, and where it is. */
export interface Placeholder {
  /** `spec.replicas` */
  readonly path: string;
  /** `${REPLICAS:-1}` */
  readonly text: string;
}

/** Every value in an object that is filled in later and may decide how it scales. */
export function placeholdersIn(value: unknown, path = '', depth = 0): Placeholder[] {
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => placeholdersIn(item, `${path}[${index}]`, depth + 1));
  if (isRecord(value)) {
    return Object.entries(value).flatMap(([key, item]) => {
      if (UNRELATED.has(key)) return [];
      const at = path === '' ? key : `${path}.${key}`;
      const inKey = placeholderIn(key);
      return [...(inKey === undefined ? [] : [{ path: at, text: inKey }]), ...placeholdersIn(item, at, depth + 1)];
    });
  }
  const text = placeholderIn(value);
  return text === undefined ? [] : [{ path, text }];
}

/** Whether a field is filled in later, or something in it, or what it is in. */
export function isFilledInLater(placeholders: readonly Placeholder[], field: string): boolean {
  const isIn = (inner: string, outer: string): boolean =>
    inner === outer || (inner.startsWith(outer) && /^[.[]/.test(inner.slice(outer.length)));
  return placeholders.some(({ path }) => isIn(path, field) || isIn(field, path));
}
