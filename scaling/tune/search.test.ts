import fc from 'fast-check';
import { compareScores, dominates, isMet, paretoFront, type Score } from './score';
import { neighbours, search } from './search';
import type { Candidate } from './space';

function score(candidate: Candidate, costUsd: number, p95: number, sloMs = 100): Score {
  const flat = (value: number): Score['p95Ms'] => ({ median: value, low: value, high: value });
  const met = p95 <= sloMs ? 1 : 0;
  return {
    candidate,
    changes: 0,
    costUsd,
    podHours: costUsd,
    p95Ms: flat(p95),
    failureRate: flat(0),
    sloMissRate: flat(Math.max(0, p95 - sloMs) / 1000),
    peakReplicas: 1,
    runs: 1,
    met,
    worst: p95 / sloMs,
  };
}

/** A target whose increase saves and slows down, a minimum whose increase costs and speeds up, and a setting that only costs. */
function landscape([target, min, waste]: Candidate): Score {
  const [a, b, c] = [target ?? 0, min ?? 0, waste ?? 0];
  return score([a, b, c], 20 - a + 2 * b + c, 40 + 12 * a - 9 * b);
}

const space = (sizes: readonly number[], current: Candidate) => ({
  sizes,
  current,
  autoscalerOf: () => ({ kind: 'fixed', replicas: 1 }) as const,
});
const evaluate = (candidates: readonly Candidate[]) => Promise.resolve(candidates.map(landscape));

function everyCandidate(sizes: readonly number[]): Candidate[] {
  return sizes.reduce<Candidate[]>(
    (all, size) => all.flatMap((one) => Array.from({ length: size }, (_, index) => [...one, index])),
    [[]],
  );
}

const sizes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 4 }));

test('the cheapest setting that holds the SLO is found, or the nearest where none does', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.infiniteStream(fc.nat()), async (all, numbers) => {
      const current = all.map((size) => Number(numbers.next().value) % size);
      const found = [...(await search(space(all, current), evaluate, { budget: 10_000 }))].sort(compareScores)[0]!;
      const best = everyCandidate(all).map(landscape).sort(compareScores)[0]!;
      expect(isMet(found)).toBe(isMet(best));
      expect(isMet(best) ? found.costUsd : found.worst).toBe(isMet(best) ? best.costUsd : best.worst);
    }),
    { numRuns: 60 },
  );
});

test('the budget holds, nothing is evaluated twice, and what is written now comes first', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (budget) => {
      const scores = await search(space([9, 9, 4], [4, 4, 1]), evaluate, { budget });
      expect(scores.length).toBeLessThanOrEqual(budget);
      expect(new Set(scores.map(({ candidate }) => candidate.join())).size).toBe(scores.length);
      expect(scores[0]!.candidate).toEqual([4, 4, 1]);
    }),
    { numRuns: 30 },
  );
});

test('settings that upstream refuses are never evaluated', async () => {
  const refused = {
    ...space([9, 9], [0, 0]),
    autoscalerOf: ([a = 0, b = 0]: Candidate) => (b > a ? undefined : ({ kind: 'fixed', replicas: 1 } as const)),
  };
  const scores = await search(refused, evaluate, { budget: 1000 });
  expect(scores.every(({ candidate: [a = 0, b = 0] }) => b <= a)).toBe(true);
});

test('neighbours are one step away and inside of the space', () => {
  expect(neighbours([0, 1], [2, 2])).toEqual([
    [1, 1],
    [0, 0],
    [1, 0],
  ]);
});

test('no Pareto point is beaten, and every other point is', () => {
  const points = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(points, (all) => {
      const scores = all.map(([cost, p95], index) => score([index], cost, p95));
      const front = paretoFront(scores);
      expect(front.length).toBeGreaterThan(0);
      for (const one of scores) expect(front.includes(one)).toBe(!scores.some((other) => dominates(other, one)));
    }),
  );
});

test('the order of scores is total: the same list in any order has the same best', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(everyCandidate([3, 3, 2]), { minLength: 18, maxLength: 18 }), (shuffled) => {
      expect([...shuffled.map(landscape)].sort(compareScores)[0]).toEqual(
        everyCandidate([3, 3, 2]).map(landscape).sort(compareScores)[0],
      );
    }),
    { numRuns: 20 },
  );
});
