import fc from 'fast-check';
import { smoothingCoefficient, wholePower } from './exponential-weights';

test('weights of a window of up to 41 buckets add up to 0.9999, longer windows decay by a fifth', () => {
  for (let buckets = 1; buckets <= 41; buckets++) {
    const formula = 1 - 0.0001 ** (1 / buckets);
    expect(Math.abs(smoothingCoefficient(buckets) - formula)).toBeLessThanOrEqual(4 * Number.EPSILON);
  }
  expect(smoothingCoefficient(42)).toBe(0.2);
  expect(smoothingCoefficient(3600)).toBe(0.2);
});

test('a whole power is within rounding of the built-in one and underflows to zero with it', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-4, max: 0.8, noNaN: true }), fc.integer({ min: 1, max: 60 }), (base, exponent) => {
      expect(wholePower(base, exponent) / base ** exponent).toBeCloseTo(1, 12);
    }),
  );
  expect(wholePower(0.8, 3600)).toBe(0);
  expect(wholePower(0.8, 3300)).toBe(0.8 ** 3300);
});
