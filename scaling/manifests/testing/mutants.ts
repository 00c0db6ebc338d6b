import fc from 'fast-check';
import { parseAllDocuments, stringify } from 'yaml';
import { EXAMPLES, exampleText } from './texts';
import { isRecord } from '../../../contract';

/** How many mutants a test tries; FUZZ_RUNS asks for more. */
export const FUZZ_RUNS = Number(process.env['FUZZ_RUNS'] ?? 150);

/** Generous: a shared machine is slow, and what hangs does so for longer. */
export const FUZZ_TIMEOUT_MS = 60_000 + FUZZ_RUNS * 200;

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 31,
  1e21,
  '',
  '0',
  '5',
  'NaN',
  '99999999999999999999Ei',
  '1e99',
  '-50%',
  '200%',
  '10ms',
  '((((((',
  'a'.repeat(5000),
  [],
  {},
  [null],
  [[[]]],
  { name: 7 },
  { type: 'Resource' },
  { scaleUp: {}, scaleDown: { selectPolicy: 'Min', policies: [{ type: 'Percent', value: 1, periodSeconds: 1800 }] } },
  { minReplicaCount: 0, idleReplicaCount: 0 },
];

type Path = readonly (string | number)[];

function pathsIn(value: unknown, at: Path = []): Path[] {
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : isRecord(value)
      ? Object.entries(value)
      : [];
  return entries.flatMap(([key, below]) => [[...at, key], ...pathsIn(below, [...at, key])]);
}

function replaced(value: unknown, [key, ...rest]: Path, put: (old: unknown) => unknown): unknown {
  if (key === undefined) return put(value);
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === key ? replaced(item, rest, put) : item));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, name === key ? replaced(item, rest, put) : item]));
}

const documents = EXAMPLES.flatMap((name) => parseAllDocuments(exampleText(name)).map((document) => document.toJS() as unknown));

/** Objects of the examples with a few values replaced by odd ones, exchanged for others of the examples, or taken away. */
const odd: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...documents),
    fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(...ODD_VALUES), fc.jsonValue())), { maxLength: 4 }),
  )
  .map(([document, edits]) => {
    const mutant = edits.reduce<unknown>((value, [choice, put]) => {
      const paths = pathsIn(value);
      const path = paths[choice % Math.max(1, paths.length)];
      return path === undefined ? put : replaced(value, path, () => put);
    }, document);
    return stringify(mutant);
  });

/** Text of an example with stretches cut out, doubled or overwritten. */
const torn: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...EXAMPLES),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(80),
        fc.oneof(fc.constantFrom('', '\n', ': ', '- ', '&a ', '*a', '{', '"', '\t', '<<: '), fc.string()),
      ),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
  )
  .map(([name, cuts]) =>
    cuts.reduce<string>((text, [start, length, put]) => {
      const at = start % text.length;
      return text.slice(0, at) + put + text.slice(at + length);
    }, exampleText(name)),
  );

/** One file of manifests that somebody, or something, has damaged. */
export const mutantText: fc.Arbitrary<string> = fc.oneof(
  odd,
  torn,
  fc.array(odd, { minLength: 2, maxLength: 5 }).map((all) => all.join('---\n')),
);
