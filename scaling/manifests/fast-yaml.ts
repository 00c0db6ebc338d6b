import { FAILSAFE_SCHEMA, loadAll, Schema, Type } from 'js-yaml';

/** A document of a text, read to plain values. */
export interface FastDocument {
  readonly value: unknown;
  /** At which it begins, counted from 1. */
  readonly line: number;
}

const scalar = (tag: string, isOne: RegExp, construct: (text: string) => unknown): Type =>
  new Type(`tag:yaml.org,2002:${tag}`, { kind: 'scalar', resolve: (text) => text !== null && isOne.test(text), construct });

function floatOf(text: string): number {
  if (/inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}

/** Plain scalars as the core schema of YAML 1.2 has them, which the exact parser follows too; js-yaml's own are of YAML 1.1. */
const CORE = new Schema({
  include: [FAILSAFE_SCHEMA],
  implicit: [
    scalar('null', /^(?:~|[Nn]ull|NULL|)$/, () => null),
    scalar('bool', /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/, (text) => /^t/i.test(text)),
    scalar('int', /^(?:[-+]?\d+|0o[0-7]+|0x[\da-fA-F]+)$/, Number),
    scalar('float', /^(?:[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/, floatOf),
  ],
});

/**
 * What the exact parser reads differently, or guards against: aliases and merges (a few can stand for billions of values), tags and
 * directives, keys that are no plain text, tabs. No part of it goes over a run of blank lines, which would be quadratic.
 */
const UNUSUAL =
  /(?:^|[\s[{,:?-])[*!&][\w!<"'&-]|<<|^%|^ *\?|(?:^|[\s{,])(?:~|null|Null|NULL|):(?:\s|$)|\t|^\uFEFF|[\u0085\u2028\u2029]/m;

/**
 * The documents of a text of ordinary YAML or JSON, ten times as fast as the exact parser.
 *
 * @returns undefined when the text is out of the ordinary or has a mistake: the exact parser then says what it is
 */
export function fastDocuments(text: string): FastDocument[] | undefined {
  if (UNUSUAL.test(text)) return undefined;
  const values: unknown[] = [];
  const lines: number[] = [];
  let depth = 0;
  try {
    loadAll(text, (value) => values.push(value), {
      schema: CORE,
      listener: (event, { line }) => {
        if (event === 'open' && depth++ === 0) lines.push(line + 1);
        if (event === 'close') depth--;
      },
    });
  } catch {
    return undefined;
  }
  return values.length === lines.length ? values.map((value, index) => ({ value, line: lines[index] ?? 1 })) : undefined;
}
