import fc from 'fast-check';
import { secondsLeft } from './time-left';

test('before anything is done the recorded durations count', () => {
  expect(
    secondsLeft([
      { expectedSeconds: 600, done: 0, spentSeconds: 0 },
      { expectedSeconds: 60, done: 0, spentSeconds: 0 },
    ]),
  ).toBe(660);
});

test('a machine half as fast as the recorded one doubles what is left, once enough was measured', () => {
  const left = secondsLeft([
    { expectedSeconds: 1000, done: 1, spentSeconds: 2000 },
    { expectedSeconds: 500, done: 0, spentSeconds: 0 },
  ]);
  expect(left).toBeGreaterThan(950);
  expect(left).toBeLessThanOrEqual(1000);
});

test('a slow first second says little about the next hour', () => {
  expect(secondsLeft([{ expectedSeconds: 3600, done: 0.0003, spentSeconds: 10 }])).toBeLessThan(3600 * 1.5);
});

test('nothing is left when all is done, whatever it took', () => {
  const piece = fc.record({
    expectedSeconds: fc.double({ min: 0, max: 1e4, noNaN: true }),
    spentSeconds: fc.double({ min: 0, max: 1e5, noNaN: true }),
  });
  fc.assert(fc.property(fc.array(piece), (pieces) => secondsLeft(pieces.map((one) => ({ ...one, done: 1 }))) === 0));
});
