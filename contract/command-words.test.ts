import fc from 'fast-check';
import { commandWords } from './command-words';

test.each([
  ['node server.js', ['node', 'server.js']],
  ['  a\t b ', ['a', 'b']],
  [`sh -c 'echo "a b"' ""`, ['sh', '-c', 'echo "a b"', '']],
  ['a"b c"d', ['ab cd']],
  ['', []],
])('%s', (text, words) => expect(commandWords(text)).toEqual(words));

test.each(['a "b', "it's"])('%s has a quote without an end', (text) => expect(commandWords(text)).toBeUndefined());

test('words in quotes come back as they were', () => {
  const word = fc.string().filter((text) => !text.includes("'"));
  fc.assert(
    fc.property(fc.array(word), (words) => expect(commandWords(words.map((one) => `'${one}'`).join(' '))).toEqual(words)),
  );
});
