import { jsonText, plain, plainLines } from './plain';

test('commands to a terminal or a log are taken out, and the words stay', () => {
  expect(plain('a\u001b[31mb\rc\nd\u202ee')).toBe('a [31mb c d e');
  expect(plain('::error::x ##[group]y')).toBe(':\u200b:error::x #\u200b#[group]y');
  expect(plain('std::vector ::1 ## heading')).toBe('std::vector ::1 ## heading');
});

test('lines keep their breaks and their indentation', () => {
  expect(plainLines(' a\r\n  ::warning::b\n')).toBe(' a \n  :\u200b:warning::b\n');
});

test('JSON holds the same data, without commands', () => {
  const value = { name: 'a\u202eb\u009b2J ##[error] \u2028', list: ['\n'] };
  const text = jsonText(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).not.toMatch(/[\u202e\u009b\u2028]|##\[/);
});
