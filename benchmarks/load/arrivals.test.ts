import fc from 'fast-check';
import { scenarioSchema, scenarioSeconds, type Scenario } from '../../contract/scenario';
import { UserError } from '../../contract/user-error';
import { arrivals } from './arrivals';

const scenario = (input: object): Scenario => scenarioSchema.parse(input);

const rate = fc.integer({ min: 0, max: 200 });
const phase = fc.oneof(
  fc.record({ seconds: fc.integer({ min: 1, max: 20 }), rps: rate }),
  fc.record({ seconds: fc.integer({ min: 1, max: 20 }), from: rate, to: rate }),
);
const scenarios = fc
  .record({
    phases: fc.array(phase, { minLength: 1, maxLength: 4 }),
    arrivals: fc.constantFrom('uniform', 'poisson'),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  })
  .map(scenario);

/** Expected arrivals, from the phases alone. */
const expected = (one: Scenario): number =>
  one.phases.reduce((sum, { seconds, rps, from, to }) => sum + seconds * (rps ?? ((from ?? 0) + (to ?? 0)) / 2), 0);

test('uniform arrivals at a constant rate are evenly spaced', () => {
  expect([...arrivals(scenario({ phases: [{ seconds: 2, rps: 2 }], arrivals: 'uniform' }))]).toEqual([250, 750, 1250, 1750]);
});

test('a uniform ramp from 0 to 10 rps over 4 s sends 20 requests, request k at the moment when k + 1/2 are due', () => {
  const times = arrivals(scenario({ phases: [{ seconds: 4, from: 0, to: 10 }], arrivals: 'uniform' }));
  expect(times).toHaveLength(20);
  // The integral of 2.5 t is 1.25 t^2.
  times.forEach((ms, k) => expect(1.25 * (ms / 1000) ** 2).toBeCloseTo(k + 0.5, 6));
});

test('arrivals never decrease, stay inside the scenario and are the same each time', () => {
  fc.assert(
    fc.property(scenarios, (one) => {
      const times = arrivals(one);
      expect(arrivals(one)).toEqual(times);
      const wrong = times.findIndex((ms, index) => ms < (times[index - 1] ?? 0) || ms > scenarioSeconds(one) * 1000);
      expect(wrong).toBe(-1);
    }),
  );
});

test('the number of arrivals is what the phases offer: within one for uniform, within five deviations for poisson', () => {
  fc.assert(
    fc.property(scenarios, (one) => {
      const difference = Math.abs(arrivals(one).length - expected(one));
      expect(difference).toBeLessThanOrEqual(one.arrivals === 'uniform' ? 0.5 : 5 * Math.sqrt(expected(one)) + 3);
    }),
    { seed: 42 },
  );
});

test('a phase without load sends nothing', () => {
  const times = arrivals(
    scenario({
      phases: [
        { seconds: 5, rps: 0 },
        { seconds: 1, rps: 50 },
        { seconds: 5, rps: 0 },
      ],
    }),
  );
  expect(times.length).toBeGreaterThan(20);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(5000);
  expect(Math.max(...times)).toBeLessThanOrEqual(6000);
});

test('poisson gaps have the mean and the spread of an exponential', () => {
  const times = arrivals(scenario({ phases: [{ seconds: 200, rps: 100 }], seed: 5 }));
  const gaps = Array.from(times.slice(1), (ms, index) => ms - times[index]!);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
  expect(mean / 10).toBeCloseTo(1, 1);
  expect(deviation / mean).toBeCloseTo(1, 1);
});

test('another seed gives other arrivals', () => {
  const of = (seed: number): Float64Array => arrivals(scenario({ phases: [{ seconds: 5, rps: 10 }], seed }));
  expect(of(1)).not.toEqual(of(2));
});

test('a scenario too large to hold is refused with what to change', () => {
  const huge = scenario({ phases: [{ seconds: 86_400, rps: 1_000_000 }] });
  expect(() => arrivals(huge)).toThrow(UserError);
  expect(() => arrivals(huge)).toThrow(/Lower rps/);
});
