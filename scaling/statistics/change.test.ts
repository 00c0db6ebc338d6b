import fc from 'fast-check';
import { RandomStream } from '../../contract/random';
import { meanInterval, testChange } from './change';
import { looksUpTo } from './looks';

/** Exponentially distributed and shifted: as skewed as a p95 of runs, with mean 1 and standard deviation 1. */
function skewed(stream: RandomStream): number {
  return -Math.log(stream.uniform());
}

function drawn(count: number, one: () => number): number[] {
  return Array.from({ length: count }, one);
}

test('the 90 % interval of the mean holds the long-run mean in 85 to 95 of 100 sets of runs', () => {
  const stream = new RandomStream(1, 'intervals');
  const sets = drawn(1000, () => 0).map(() => meanInterval(drawn(30, () => skewed(stream))));
  const share = sets.filter(({ low, high }) => low <= 1 && 1 <= high).length / sets.length;
  expect(share).toBeGreaterThan(0.85);
  expect(share).toBeLessThan(0.95);
});

/** Looks until something is clear, as a prediction does. */
function alarms(values: readonly number[], numbers: number): boolean {
  const looks = looksUpTo(values.length);
  return looks.some((runs) => testChange(values.slice(0, runs), { margin: 0.01, tests: looks.length * numbers }).isClear);
}

test('of 200 pairs of sides that do not differ at most 5 % are called changed, over seven numbers and every look', () => {
  const stream = new RandomStream(2, 'false alarms');
  const pairs = drawn(200, () => 0).map(() =>
    Array.from({ length: 7 }, () => drawn(160, () => skewed(stream) - skewed(stream))).some((values) => alarms(values, 7)),
  );
  expect(pairs.filter(Boolean).length).toBeLessThanOrEqual(10);
});

test('what is five standard errors from zero is never called the same', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 5, max: 60 }),
      fc.double({ min: 5.01, max: 50, noNaN: true }),
      fc.double({ min: 0.001, max: 1e6, noNaN: true }),
      (seed, runs, z, margin) => {
        const stream = new RandomStream(seed);
        const noise = drawn(runs, () => skewed(stream));
        const { mean } = meanInterval(noise);
        const error = Math.sqrt(noise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs - 1) / runs);
        const changes = noise.map((value) => value - mean + z * error);
        expect(testChange(changes, { margin, tests: 100 }).verdict).not.toBe('same');
      },
    ),
    { seed: 3 },
  );
});

test('few runs that scatter widely are unclear, whatever their mean', () => {
  expect(testChange([5, -4, 3, -3], { margin: 0.1, tests: 1 }).verdict).toBe('unclear');
  expect(testChange([1], { margin: 0.1, tests: 1 })).toEqual({
    mean: 1,
    low: -Infinity,
    high: Infinity,
    verdict: 'unclear',
    isClear: false,
  });
});

test('the same in every run is the same; a steady change below the margin is slight, above it a change', () => {
  const verdict = (change: number): string => testChange([change, change, change], { margin: 0.1, tests: 21 }).verdict;
  expect([0, 0.05, 0.5].map(verdict)).toEqual(['same', 'slight', 'changed']);
});

test('a small effect is not called the same by chance: at the edge of the margin in 5 % of cases at most', () => {
  const stream = new RandomStream(4, 'equivalence');
  const verdicts = drawn(400, () => 0).map(
    () =>
      testChange(
        drawn(30, () => 0.5 + skewed(stream) - skewed(stream)),
        { margin: 0.5, tests: 7 },
      ).verdict,
  );
  const wrong = verdicts.filter((verdict) => verdict === 'same' || verdict === 'slight').length / verdicts.length;
  expect(wrong).toBeLessThan(0.08);
});

test('the looks double, and end at the most', () => {
  expect(looksUpTo(160)).toEqual([10, 20, 40, 80, 160]);
  expect(looksUpTo(30)).toEqual([10, 20, 30]);
  expect(looksUpTo(4)).toEqual([4]);
});
