import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { fastDocuments } from './fast-yaml';
import { FUZZ_RUNS, FUZZ_TIMEOUT_MS, mutantText } from './testing/mutants';
import { EXAMPLES, exampleText } from './testing/texts';

/** What the exact parser reads; undefined where it finds a mistake. */
function exact(text: string): { value: unknown; line: number }[] | undefined {
  const documents = parseAllDocuments(text, { merge: true });
  if ('empty' in documents) return [];
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  return documents.map((document) => {
    const offset = document.contents?.range[0] ?? 0;
    return { value: document.toJS() as unknown, line: text.slice(0, offset).split('\n').length };
  });
}

test.each(EXAMPLES)('%s is read as the exact parser reads it, with the lines of its documents', (name) => {
  expect(fastDocuments(exampleText(name))).toEqual(exact(exampleText(name)));
});

test.each([
  'a: 0x1F\nb: 0o17\nc: 017\nd: 1:30\ne: 1_000\nf: 0b11\ng: .5\nh: 5.\ni: 1e3\nj: -.inf\nk: .NaN\nl: +12',
  'a: yes\nb: on\nc: TRUE\nd: True\ne: ~\nf:\ng: NULL\nh: null\ni: n',
  'a: 2026-12-01\nb: 2026-12-01T10:00:00Z\nc: "1"\nd: \'0x1\'\ne: |\n  1\nf: >-\n  true',
  'a: {b: [1, "2", c], d: {}}\n1: x\ntrue: y\nnull: z',
  '{"a": 1e2, "b": "\\u0041", "c": [true, null]}',
  '--- # one\na: 1\n...\n---\nb: 2\n--- {c: 3}\n',
  '# only a comment\n---\na: 1\n---\n',
  'a: - 1\n',
  'a: "x\n  y"\nb: x\n  y\n',
])('scalars, several documents and flow are read alike: %j', (text) => {
  const fast = fastDocuments(text);
  if (fast !== undefined) expect(fast.map(({ value }) => value)).toEqual(exact(text)?.map(({ value }) => value));
});

test.each([
  'a: &x 1\nb: *x',
  'a: {<<: {b: 1}}',
  'a: !!str 1',
  '%YAML 1.2\n---\na: 1',
  '? a\n: 1',
  'a:\t1',
  'a: 1\na: 2',
  'a: [1',
])('%j is left to the exact parser', (text) => {
  expect(fastDocuments(text)).toBeUndefined();
});

test(
  'what it reads is what the exact parser reads',
  () => {
    fc.assert(
      fc.property(mutantText, (text) => {
        const fast = fastDocuments(text);
        const known = fast === undefined ? undefined : exact(text);
        if (known !== undefined) expect(fast?.map(({ value }) => value)).toEqual(known.map(({ value }) => value));
      }),
      { numRuns: 4 * FUZZ_RUNS },
    );
  },
  FUZZ_TIMEOUT_MS,
);
