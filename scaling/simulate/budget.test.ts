import { checkBudget, requestsOf } from './budget';
import { exampleConfig } from './testing/config';

const load = (seconds: number, rps: number) =>
  exampleConfig({
    load: { kind: 'scenario', scenario: { phases: [{ seconds, rps }], arrivals: 'poisson', timeoutMs: 10_000, seed: 1 } },
  });

test('the requests of a scenario are the area under its load', () => {
  expect(
    requestsOf({
      phases: [
        { seconds: 10, rps: 5 },
        { seconds: 10, from: 0, to: 10 },
      ],
    }),
  ).toBe(100);
});

test('a day of a million requests a second is refused with an estimate, an ordinary scenario is not', () => {
  expect(() => checkBudget(load(86_400, 1e6), 1)).toThrow(/8\.6e\+10 requests in 1 runs: about 24 hours/);
  expect(() => checkBudget(load(600, 100), 30)).not.toThrow();
});
