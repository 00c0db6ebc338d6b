import fc from 'fast-check';
import { arrivals } from '../benchmarks/load/arrivals';
import { scenarioSchema } from '../contract/scenario';
import { exampleConfig } from '../scaling/simulate/testing/config';
import { simulate } from '../scaling/simulate';

const rate = fc.integer({ min: 0, max: 80 });
const seconds = fc.integer({ min: 1, max: 10 });
const phase = fc.oneof(fc.record({ seconds, rps: rate }), fc.record({ seconds, from: rate, to: rate }));
const scenarios = fc
  .record({
    phases: fc.array(phase, { minLength: 1, maxLength: 4 }),
    arrivals: fc.constantFrom('uniform', 'poisson'),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  })
  .map((input) => scenarioSchema.parse(input));

test('a request that is due where a ramp begins with no load is sent there', () => {
  const phases = [
    { seconds: 7, from: 64, to: 29 },
    { seconds: 6, from: 0, to: 1 },
  ];
  const times = arrivals(scenarioSchema.parse({ phases, arrivals: 'uniform' }));
  expect(times).toHaveLength(328);
  expect(times[325]).toBe(7000);
  const { totals } = simulate(exampleConfig({ load: { kind: 'scenario', scenario: scenarioSchema.parse({ phases }) } }), 1);
  expect(totals.sent).toBeGreaterThan(200);
});

test('the load generator and the simulator send the requests of a scenario at the same times, given the same seed', () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const { series, totals } = simulate(exampleConfig({ load: { kind: 'scenario', scenario } }), scenario.seed);
      const times = arrivals(scenario);
      const bySecond = Array.from(series.offeredRps, () => 0);
      // A second ends with the moment that the next one begins with.
      for (const ms of times) bySecond[Math.ceil(ms / 1000) - 1]!++;
      expect(Array.from(series.offeredRps)).toEqual(bySecond);
      expect(totals.sent).toBe(times.length);
    }),
  );
});
