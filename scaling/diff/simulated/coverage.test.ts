import { mean } from '../../../contract/statistics';
import { exampleConfig } from '../../simulate/testing/config';
import { simulate } from '../../simulate';
import { meanInterval, testChange } from '../../statistics';
import { marginOf } from '../margins';
import { derivedSeeds } from './seeds';
import { TESTED_METRICS } from './paired-metrics';

const RUNS = 10;
const SETS = 100;

/** Share of requests within the SLO and p95 of a minute on two busy pods, in a thousand runs. */
const OUTCOMES = derivedSeeds('coverage', RUNS * SETS).map((seed) => {
  const { sloMissRate, p95OfAllMs, podHours } = simulate(
    exampleConfig({ autoscaler: { kind: 'fixed', replicas: 1 } }),
    seed,
  ).totals;
  return { within: 1 - sloMissRate, p95: p95OfAllMs, podHours };
});

function setsOf(values: readonly number[]): number[][] {
  return Array.from({ length: SETS }, (_, index) => values.slice(index * RUNS, (index + 1) * RUNS));
}

test.each(['within', 'p95'] as const)(
  'the 90 %% interval of the mean of ten simulated runs holds the long-run mean in 85 to 95 of 100 sets: %s',
  (name) => {
    const values = OUTCOMES.map((outcome) => outcome[name]);
    const longRun = mean(values);
    const held = setsOf(values)
      .map((set) => meanInterval(set))
      .filter(({ low, high }) => low <= longRun && longRun <= high);
    expect(held.length).toBeGreaterThanOrEqual(85);
    expect(held.length).toBeLessThanOrEqual(95);
  },
);

test('of 50 pairs of sets of runs of the same service at most two are called changed', () => {
  const called = (['within', 'p95', 'podHours'] as const).map((name) => {
    const sets = setsOf(OUTCOMES.map((outcome) => outcome[name]));
    return Array.from({ length: SETS / 2 }, (_, pair) => {
      const [one = [], other = []] = [sets[2 * pair], sets[2 * pair + 1]];
      const changes = one.map((value, index) => (other[index] ?? 0) - value);
      return testChange(changes, { margin: marginOf('p95Ms', mean(one)), tests: TESTED_METRICS }).isClear;
    });
  });
  const pairs = (called[0] ?? []).filter((_, pair) => called.some((one) => one[pair]));
  expect(pairs.length).toBeLessThanOrEqual(2);
});
