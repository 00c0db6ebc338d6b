import fc from 'fast-check';
import { selectorText, selects, type LabelSelector } from './selector';

const WEB = { app: 'web', track: 'stable' };

function of(...matchExpressions: LabelSelector['matchExpressions']): LabelSelector {
  return { matchLabels: {}, matchExpressions };
}

test.each([
  ['In', ['stable', 'canary'], true, false],
  ['In', ['canary'], false, false],
  ['NotIn', ['canary'], true, true],
  ['NotIn', ['stable'], false, true],
  ['Exists', [], true, false],
  ['DoesNotExist', [], false, true],
  ['Equals', ['stable'], false, false],
])('%s %j takes a pod with the label: %s, one without it: %s', (operator, values, withLabel, without) => {
  const selector = of({ key: 'track', operator, values });
  expect(selects(selector, WEB)).toBe(withLabel);
  expect(selects(selector, { app: 'web' })).toBe(without);
});

test('labels and expressions all have to fit, and an empty selector takes every pod', () => {
  const selector = { ...of({ key: 'track', operator: 'Exists', values: [] }), matchLabels: { app: 'web' } };
  expect(selects(selector, WEB)).toBe(true);
  expect(selects(selector, { ...WEB, app: 'shop' })).toBe(false);
  expect(selects(of(), {})).toBe(true);
});

test('a label that is named like a method of objects is no label', () => {
  expect(selects(of({ key: 'constructor', operator: 'Exists', values: [] }), {})).toBe(false);
});

test('In and NotIn are opposites', () => {
  fc.assert(
    fc.property(fc.constantFrom('a', 'b', 'c', undefined), fc.subarray(['a', 'b', 'c']), (label, values) => {
      const labels: Record<string, string> = label === undefined ? {} : { key: label };
      const [isIn, isNotIn] = ['In', 'NotIn'].map((operator) => selects(of({ key: 'key', operator, values }), labels));
      expect(isIn).toBe(!(isNotIn ?? false));
    }),
  );
});

test('a selector reads as kubectl writes it', () => {
  const expressions = of(
    { key: 'track', operator: 'In', values: ['a', 'b'] },
    { key: 'old', operator: 'DoesNotExist', values: [] },
    { key: 'new', operator: 'Exists', values: [] },
  );
  expect(selectorText({ ...expressions, matchLabels: { app: 'web' } })).toBe('app=web,track in (a, b),!old,new');
  expect(selectorText(of())).toBe('every pod');
});
