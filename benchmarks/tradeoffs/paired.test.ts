import fc from 'fast-check';
import { accuracyDifference, directionOf, pairedDifference, pairedRatio } from './paired';

test('the ratio of paired repeats has the t interval of its logarithm', () => {
  // Logs of 0.5, 0.6, 0.7: mean -0.5202, standard deviation 0.1684, t(2) = 4.303, so half = 0.4185.
  const change = pairedRatio([100, 100, 100], [50, 60, 70]);
  expect(change?.change).toBeCloseTo(Math.exp(-0.5202), 3);
  expect(change?.low).toBeCloseTo(Math.exp(-0.5202 - 0.4185), 2);
  expect(change?.high).toBeCloseTo(Math.exp(-0.5202 + 0.4185), 2);
  expect(change).toMatchObject({ scale: 'ratio', before: expect.closeTo(100, 6) as number });
});

test('drift that both arms share does not widen the interval', () => {
  const drifting = pairedRatio([50, 100, 200], [25, 50, 100]);
  expect(drifting?.low).toBeCloseTo(0.5, 9);
  expect(drifting?.high).toBeCloseTo(0.5, 9);
});

test('one pair, or a value that is not above zero, gives no ratio', () => {
  expect(pairedRatio([1], [2])).toBeUndefined();
  expect(pairedRatio([1, 0], [2, 2])).toBeUndefined();
  expect(pairedDifference([0.1], [0.2])).toBeUndefined();
});

test('an error rate that falls to zero is a difference', () => {
  const change = pairedDifference([0.4, 0.42, 0.38], [0, 0, 0]);
  expect(change?.change).toBeCloseTo(-0.4, 9);
  expect(change === undefined ? '' : directionOf(change)).toBe('down');
});

test('accuracies are compared by the published interval of two proportions', () => {
  // Newcombe 1998, table II, method 10, case (a): 56/70 - 48/80 has the interval 0.0524 to 0.3339.
  const change = accuracyDifference({ value: 48 / 80, low: 0.4906, high: 0.7001 }, { value: 56 / 70, low: 0.6917, high: 0.8771 });
  expect(change.change).toBeCloseTo(0.2, 9);
  expect(change.low).toBeCloseTo(0.0524, 3);
  expect(change.high).toBeCloseTo(0.3339, 3);
});

test.each([
  ['up', 1.2, 1.1, 1.3],
  ['down', 0.8, 0.7, 0.9],
  ['same', 1.01, 0.97, 1.04],
  ['same', 1, 1, 1],
  [undefined, 1.3, 0.9, 1.9],
  [undefined, 0.99, 0.27, 3.55],
])('a change is %s when its ratio is %f (%f to %f)', (direction, change, low, high) => {
  expect(directionOf({ scale: 'ratio', before: 1, after: change, change, low, high })).toBe(direction);
});

test('swapping before and after inverts the change', () => {
  const values = fc.array(fc.double({ min: 0.1, max: 1000, noNaN: true }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(values, values, (one, other) => {
      const [there, back] = [pairedRatio(one, other), pairedRatio(other, one)];
      expect((there?.change ?? 0) * (back?.change ?? 0)).toBeCloseTo(1, 6);
      expect((there?.low ?? 0) * (back?.high ?? 0)).toBeCloseTo(1, 6);
    }),
  );
});
