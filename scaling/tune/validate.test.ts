import fc from 'fast-check';
import type { Score } from './score';
import { validate } from './validate';

const band = { low: 100, median: 100, high: 100 };

/** A score of so many runs that met the SLO, of three. */
function score(candidate: number, costUsd: number, met: number): Score {
  return {
    ...{ candidate: [candidate], changes: 0, costUsd, podHours: 1, p95Ms: band, failureRate: band, sloMissRate: band },
    ...{ peakReplicas: 1, runs: 3, met, worst: met === 3 ? 1 : 2 },
  };
}

const current = score(99, 50, 3);
const cheap = Array.from({ length: 20 }, (_, index) => score(index, index, 3));
/** Validation in which only the named candidates hold. */
const holding =
  (...names: number[]) =>
  async ([name = -1]: readonly number[]): Promise<Score> =>
    Promise.resolve(score(name, 0, names.includes(name) ? 3 : 2));

test('goes on until a setting holds, however many cheaper ones miss the SLO', async () => {
  expect(await validate([...cheap, current], current, holding(12, 99))).toMatchObject({
    chosen: { candidate: [12] },
    rejected: 12,
  });
});

test('nothing is said to hold only when what is written now was tried too', async () => {
  expect(await validate([...cheap, current], current, holding(99))).toMatchObject({ chosen: { candidate: [99] } });
  const missed = score(99, 50, 2);
  expect(await validate([...cheap, missed], missed, holding(99))).toMatchObject({ chosen: { candidate: [99] }, rejected: 20 });
});

test('without any that holds, the nearest is validated, and all that met the SLO in the search are counted', async () => {
  expect(await validate([...cheap, current], current, holding())).toMatchObject({
    chosen: undefined,
    validated: { candidate: [0] },
    rejected: 21,
  });
});

test('what is chosen holds, and every one before it was tried and does not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 0, max: 19 })), async (names) => {
      const { chosen } = await validate([...cheap, current], current, holding(...names));
      expect(chosen?.candidate[0]).toBe(names.length === 0 ? undefined : Math.min(...names));
    }),
    { numRuns: 50 },
  );
});
