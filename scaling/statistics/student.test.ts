import fc from 'fast-check';
import { studentTwoSided, studentWithin } from './student';

// scipy 1.14: scipy.stats.t.ppf((1 + confidence) / 2, degrees)
test.each([
  [0.9, 1, 6.313751514675043],
  [0.9, 9, 1.8331129326536335],
  [0.9, 29, 1.6991270265334972],
  [0.95, 29, 2.045229642132703],
  [0.99, 4, 4.604094871415897],
  [0.95, 1000, 1.9623390808264078],
])('the quantiles are those of the tables: %d of %d degrees', (confidence, degrees, expected) => {
  expect(studentWithin(confidence, degrees)).toBeCloseTo(expected, 8);
});

test('quantile and probability undo each other', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 0.9999, noNaN: true }), fc.integer({ min: 1, max: 500 }), (confidence, degrees) => {
      expect(studentTwoSided(studentWithin(confidence, degrees), degrees)).toBeCloseTo(1 - confidence, 9);
    }),
    { seed: 11, numRuns: 200 },
  );
});
