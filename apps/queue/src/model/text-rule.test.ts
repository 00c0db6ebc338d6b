import { TextRule } from './text-rule';

const rule = new TextRule({
  characters: [{ pattern: '[\\ud800-\\udfff\u{10000}-\u{10ffff}]', replacement: ' ' }],
  maxCharacters: 6,
  steps: [
    { pattern: '<(b)>', replacement: ' $1 ' },
    { pattern: '([!])\\1{2,}', replacement: '$1' },
  ],
});

test.each([
  ['a<b>c', { text: 'a b c', cut: false }],
  ['a!!!!b', { text: 'a!b', cut: false }],
  ['🙂a🙂', { text: ' a ', cut: false }],
  ['🙂🙂🙂🙂🙂🙂', { text: '      ', cut: false }],
  ['🙂🙂🙂🙂🙂🙂🙂', { text: '      ', cut: true }],
  ['abcdef', { text: 'abcdef', cut: false }],
  ['abcdefg', { text: 'abcdef', cut: true }],
  ['abc<b>', { text: 'abc b ', cut: false }],
  ['', { text: '', cut: false }],
])('%j becomes %j: cut in code points, then characters, then steps', (text, expected) => {
  expect(rule.apply(text)).toEqual(expected);
});

test('a rule can be applied again and again', () => {
  expect([1, 2, 3].map(() => rule.apply('x<b>').text)).toEqual(['x b ', 'x b ', 'x b ']);
});
