import * as fc from 'fast-check';
import { Tokenizer } from '@huggingface/tokenizers';
import { TextEncoder, padded } from './text-encoder';
import { TextRule } from './text-rule';
import { tinyTokenizer } from '../testing/tiny-tokenizer';

const MAX_TOKENS = 6;
const rule = new TextRule({ characters: [], maxCharacters: 200, steps: [] });
const encoder = new TextEncoder(tinyTokenizer, rule, MAX_TOKENS);

test.each([
  ['Free money', [2, 30, 40, 3], false],
  ['', [2, 3], false],
  ['hellos', [2, 4, 41, 3], false],
  ['free free money money', [2, 30, 30, 40, 40, 3], false],
  ['free free money money hello', [2, 30, 30, 40, 40, 3], true],
  [`hello${' '.repeat(200)}`, [2, 4, 3], true],
])('%j is the tokens %j (truncated: %s)', (text, ids, truncated) => {
  expect(encoder.encode(text)).toEqual({ ids, truncated });
});

test('looking only at the beginning of a long text never changes its tokens', () => {
  const whole = new Tokenizer(tinyTokenizer, {});
  const word = fc.constantFrom(
    'hello',
    'free',
    'x',
    '',
    '\n',
    '\u0000',
    '\u0301',
    '中',
    '!?',
    'e\u0301',
    'hellos',
    '[SEP]',
    'free:money',
    'a'.repeat(90),
  );
  const text = fc
    .tuple(fc.array(word, { maxLength: 60 }), fc.constantFrom(' ', '  ', '', '\n'))
    .map(([words, glue]) => words.join(glue));
  fc.assert(
    fc.property(text, (one) => {
      const all = whole.encode(rule.apply(one).text).ids;
      const kept = all.length > MAX_TOKENS ? [...all.slice(0, MAX_TOKENS - 1), 3] : all;
      expect(encoder.encode(one)).toEqual({ ids: kept, truncated: all.length > MAX_TOKENS || one.length > 200 });
    }),
    { numRuns: 300 },
  );
});

test('a batch is padded on the right to its longest text, and the mask says where', () => {
  expect(padded([[2, 30, 3], [2, 3], [7]])).toEqual({
    rows: 3,
    width: 3,
    inputIds: BigInt64Array.of(2n, 30n, 3n, 2n, 3n, 0n, 7n, 0n, 0n),
    attentionMask: BigInt64Array.of(1n, 1n, 1n, 1n, 1n, 0n, 1n, 0n, 0n),
  });
});
