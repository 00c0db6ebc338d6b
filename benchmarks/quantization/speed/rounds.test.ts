import { MAIN_SHAPE, PLANS } from '../plan';
import { Rounds } from './rounds';

const SUBJECTS = ['fp32', 'int8'].map((name) => ({ name, model: name, isOptimized: true }));

function roundsWith(throttledPeriods: readonly number[]): Rounds {
  let asked = 0;
  return new Rounds({
    inputs: [],
    plan: PLANS.quick,
    measure: () => Promise.resolve({ coldLoadMs: 1, rssBytes: 1, shapes: [] }),
    throttling: () => ({ periods: 10 * asked, throttledPeriods: throttledPeriods[asked++] ?? 0, throttledSeconds: 0 }),
  });
}

test('rounds at several moments are numbered through', async () => {
  const rounds = roundsWith([]);
  await rounds.run(SUBJECTS, [MAIN_SHAPE], 2);
  await rounds.run(SUBJECTS.slice(1), [MAIN_SHAPE], 1);
  expect(rounds.observations.map(({ round, variant }) => `${round} ${variant}`)).toEqual([
    '0 fp32',
    '0 int8',
    '1 int8',
    '1 fp32',
    '2 int8',
  ]);
});

test('only throttling during a measurement counts', async () => {
  // Before and after the first rounds, then before and after the second: in between, 50 more were throttled.
  const rounds = roundsWith([0, 1, 51, 54]);
  await rounds.run(SUBJECTS, [MAIN_SHAPE], 1);
  await rounds.run(SUBJECTS, [MAIN_SHAPE], 1);
  expect(rounds.throttledShare()).toBeCloseTo(4 / 20);
});
