import { offeredRps, scenarioSeconds } from '../../../contract';
import { defaultScenarios } from './default-scenarios';

function at(name: string, seconds: number, capacity: Parameters<typeof defaultScenarios>[0]): number {
  const found = defaultScenarios(capacity).scenarios.find((one) => one.name === name);
  return found === undefined ? Number.NaN : offeredRps(found.scenario, seconds);
}

const SMALL = { minPods: 2, maxPods: 10, podRps: 10 };

test('load goes from 30 % of what the fewest pods take to 70 % of what the most take', () => {
  expect([0, 119, 120, 599].map((seconds) => at('step', seconds, SMALL))).toEqual([6, 6, 70, 70]);
  expect([0, 120, 180].map((seconds) => at('spike', seconds, SMALL))).toEqual([6, 70, 6]);
  expect([0, 150, 300, 450].map((seconds) => at('diurnal', seconds, SMALL))).toEqual([6, 38, 70, 38]);
});

test('a workload that may go to zero still gets load for one pod, and one without a bound load for ten', () => {
  expect(at('step', 0, { minPods: 0, maxPods: undefined, podRps: 10 })).toBeCloseTo(3);
  expect(at('step', 300, { minPods: 0, maxPods: undefined, podRps: 10 })).toBeCloseTo(70);
});

test('a fixed number of pods sees a step too', () => {
  expect(at('step', 0, { minPods: 4, maxPods: 4, podRps: 10 })).toBeCloseTo(12);
  expect(at('step', 300, { minPods: 4, maxPods: 4, podRps: 10 })).toBeCloseTo(28);
});

test('load follows the workload, however large it is', () => {
  const large = { minPods: 100, maxPods: 1000, podRps: 1000 };
  expect(at('step', 300, large)).toBeCloseTo(700_000);
  expect(at('step', 0, large)).toBeCloseTo(30_000);
});

test('every scenario takes ten minutes', () => {
  expect(defaultScenarios(SMALL).scenarios.map(({ scenario }) => scenarioSeconds(scenario))).toEqual([600, 600, 600]);
});
