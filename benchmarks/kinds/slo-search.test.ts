import fc from 'fast-check';
import { nextRate, type SearchStep } from './slo-search';

/** Rates tried against a server that holds the SLO up to `capacity`. */
function search(saturation: number, capacity: number, count: number): SearchStep[] {
  const steps: SearchStep[] = [];
  for (let step = 0; step < count; step++) {
    const rps = nextRate(saturation, steps);
    if (rps === undefined) break;
    steps.push({ rps, withinSlo: rps <= capacity });
  }
  return steps;
}

test('the search begins at 70 % of saturation and halves what is left', () => {
  expect(search(100, 80, 4).map((step) => step.rps)).toEqual([70, 85, 77.5, 81.25]);
  expect(search(100, 20, 3).map((step) => step.rps)).toEqual([70, 35, 17.5]);
});

test('a constant main scenario that held a higher rate replaces the first step', () => {
  expect(nextRate(100, [{ rps: 80, withinSlo: true }])).toBe(90);
  expect(nextRate(100, [{ rps: 40, withinSlo: false }])).toBe(20);
});

test('a step that held above one that broke does not count', () => {
  expect(
    nextRate(100, [
      { rps: 70, withinSlo: false },
      { rps: 90, withinSlo: true },
    ]),
  ).toBe(35);
});

test('whatever the capacity, the search ends with it between the highest rate that held and the lowest that broke', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 1000, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (saturation, share) => {
        const steps = search(saturation, share * saturation, 20);
        const held = Math.max(0, ...steps.filter((step) => step.withinSlo).map((step) => step.rps));
        const broke = Math.min(saturation, ...steps.filter((step) => !step.withinSlo).map((step) => step.rps));
        expect(held).toBeLessThanOrEqual(share * saturation);
        expect(broke).toBeGreaterThanOrEqual(share * saturation);
        expect(broke - held).toBeLessThanOrEqual(0.02 * saturation + 1e-9);
        expect(steps.length).toBeLessThan(20);
      },
    ),
  );
});
