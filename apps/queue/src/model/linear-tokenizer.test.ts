import * as fc from 'fast-check';
import { Tokenizer } from '@huggingface/tokenizers';
import { tinyTokenizer } from '../testing/tiny-tokenizer';
import { linearTokenizer, stripAccents } from './linear-tokenizer';

const MARKS = ['\u0301', '\u0323', '\u0f73', '\u0f71', '\u302e', '\u302f', '\u05b0', '\u0345'];
const LETTERS = ['a', 'é', 'ắ', '한', 'ཀ', 'ﬁ', '🙂', '𝅗𝅥', ' ', '中'];

test('without accents a text is the same, whether it is decomposed as a whole or in pieces', () => {
  const text = fc.array(fc.constantFrom(...MARKS, ...LETTERS), { maxLength: 1200 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (one) => {
      expect(stripAccents(one)).toBe(one.normalize('NFD').replace(/\p{Mn}/gu, ''));
    }),
    { numRuns: 200 },
  );
});

test('no text is decomposed in more than a few dozen characters at once', () => {
  const lengths: number[] = [];
  const normalize = jest.spyOn(String.prototype, 'normalize').mockImplementation(function (this: string) {
    lengths.push(this.length);
    return this.slice();
  });
  linearTokenizer(tinyTokenizer).encode('\u0f73'.repeat(16_000));
  normalize.mockRestore();
  expect(lengths.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(16_000);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(65);
});

test('tokens are those of the library', () => {
  const library = new Tokenizer(tinyTokenizer, {});
  const linear = linearTokenizer(tinyTokenizer);
  const word = fc.constantFrom(
    'hello',
    'hellos',
    'héllo',
    'free',
    'frees',
    'money!',
    'x',
    's',
    '🙂',
    'a'.repeat(101),
    's'.repeat(100),
    '[SEP]',
  );
  const text = fc
    .tuple(fc.array(word, { maxLength: 30 }), fc.constantFrom(' ', '', '\n', ', '))
    .map(([words, glue]) => words.join(glue));
  fc.assert(
    fc.property(text, (one) => {
      expect(linear.encode(one).ids).toEqual(library.encode(one).ids);
    }),
  );
});
