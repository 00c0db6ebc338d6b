import { matches, parseSelector } from './selector';

const labels = { app: 'web', tier: 'front' };

test.each([
  ['app=web', true],
  ['app==web,tier!=back', true],
  ['app in (api, web),tier notin (back)', true],
  ['app,!debug', true],
  ['app notin (web)', false],
  ['debug', false],
  ['app=web,tier=back', false],
  ['', true],
])('%s selects the pod: %s', (text, expected) => {
  expect(matches(parseSelector(text)!, labels)).toBe(expected);
});

test('an invalid selector is told apart from one that selects nothing', () => {
  expect(parseSelector('app>3')).toBeUndefined();
});
