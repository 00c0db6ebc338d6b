import fc from 'fast-check';
import { phasesOf } from './load-phases';

test('steps that differ by no more than chance are one phase', () => {
  expect(phasesOf([100, 102, 99, 101, 98], 15)).toEqual([{ seconds: 75, rps: 100 }]);
});

test('a jump of the load stays where it was', () => {
  expect(phasesOf([50, 50, 50, 200, 200], 15)).toEqual([
    { seconds: 45, rps: 50 },
    { seconds: 30, rps: 200 },
  ]);
});

test('silence is a phase without requests', () => {
  expect(phasesOf([0, 0, 30, 30], 10)).toEqual([
    { seconds: 20, rps: 0 },
    { seconds: 20, rps: 30 },
  ]);
});

test('whatever the load, its length and its requests stay, within the number of phases', () => {
  const rates = fc.array(fc.double({ min: 0, max: 5000, noNaN: true }), { minLength: 1, maxLength: 120 });
  fc.assert(
    fc.property(rates, fc.integer({ min: 1, max: 20 }), (all, most) => {
      const phases = phasesOf(all, 15, most);
      const requests = phases.reduce((sum, { seconds, rps }) => sum + seconds * (rps ?? 0), 0);
      const expected = 15 * all.reduce((sum, rate) => sum + rate, 0);
      expect(phases.length).toBeLessThanOrEqual(most);
      expect(phases.reduce((sum, { seconds }) => sum + seconds, 0)).toBeCloseTo(15 * all.length);
      expect(Math.abs(requests - expected)).toBeLessThanOrEqual(1e-3 * expected + 1e-9);
    }),
  );
});
