import * as fc from 'fast-check';
import { guardJson, MAX_JSON_DEPTH, MAX_JSON_ELEMENTS } from './json-guard';

const guard = (text: string) => guardJson(Buffer.from(text));

test.each([
  ['nesting', '['.repeat(MAX_JSON_DEPTH + 1), 'nests deeper'],
  ['nesting of objects', '{"a":'.repeat(MAX_JSON_DEPTH + 1), 'nests deeper'],
  ['elements', `[${'{},'.repeat(MAX_JSON_ELEMENTS)}{}]`, 'more than'],
  ['keys', `{${'"a":1,'.repeat(MAX_JSON_ELEMENTS + 1)}`, 'more than'],
  ['empty lists', `[${'[],'.repeat(MAX_JSON_ELEMENTS)}`, 'more than'],
])('too many: %s', (_what, text, message) => {
  expect(() => guard(text)).toThrow(message);
});

test('brackets and commas in strings do not count, whatever is escaped there', () => {
  const text = fc.array(fc.constantFrom('"', '\\', '[', '{', ',', ']', '}', 'ü', '🙂', 'a'), {
    minLength: 2000,
    maxLength: 3000,
  });
  fc.assert(
    fc.property(text, (parts) => {
      expect(() => guard(JSON.stringify({ texts: [parts.join(''), parts.reverse().join('')] }))).not.toThrow();
      expect(() => guard(JSON.stringify([parts.join(''), Array<number>(MAX_JSON_ELEMENTS + 1).fill(1)]))).toThrow('more than');
    }),
    { numRuns: 20 },
  );
});

test.each(['', '"', '"\\', '"abc\\"', ']]]]', '{}'])('%j is left to the parser', (text) => {
  expect(() => guard(text)).not.toThrow();
});
