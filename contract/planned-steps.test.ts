import { benchmarkSchema } from './job';
import { plannedSeconds, plannedSteps, SLOWEST_PACE } from './planned-steps';

const planned = (settings: object, loadSeconds = 0) => plannedSteps(benchmarkSchema.parse(settings), loadSeconds);

test('a load benchmark takes its warm-up, its scenario, its saturation and its search', () => {
  const load = { kind: 'load', target: 'fastapi', scenario: 'steady', warmupSeconds: 2, saturationSeconds: 6, sloStepSeconds: 5 };
  expect(planned(load, 15).map(({ seconds }) => seconds)).toEqual([2, 15, 6, 25]);
});

test('the limit of a serving benchmark has closed-loop turns and no open-loop ones', () => {
  const serving = { kind: 'serving', servers: ['triton', 'queue'], concurrencies: [1, 8], openShares: [], openRps: [5] };
  const steps = planned({ ...serving, warmupSeconds: 1, closedSeconds: 2, openSeconds: 4 });
  expect(steps.map(({ seconds }) => seconds)).toEqual([3, 2 * 3 * 2.6, 2 * 4.6]);
});

test('a load tool has a step for each of its turns, in the order in which they come', () => {
  const tools = { kind: 'tools', target: 'fastapi', scenario: 'steady', tools: ['lab', 'k6'], rounds: 2 };
  const names = planned(tools, 10).map(({ name }) => name);
  expect(names).toEqual(['warm-up', 'lab, round 1', 'k6, round 1', 'k6, round 2', 'lab, round 2']);
});

test.each([
  [{ kind: 'accuracy', target: 'fastapi', parityWith: 'queue', emails: 600 }, 36, 160],
  [{ kind: 'accuracy', target: 'fastapi', emails: null }, 1171 * 0.045, 1171 * 0.2],
  [{ kind: 'quantization', mode: 'quick' }, 210, 630],
  [{ kind: 'parity', servers: ['queue', 'bare'], texts: 100 }, 13.5, 60],
])('%j is estimated at %d s, and counts as stuck after %d s', (settings, usual, slowest) => {
  const benchmark = benchmarkSchema.parse(settings);
  expect(plannedSeconds(benchmark, 0)).toBeCloseTo(usual);
  expect(plannedSeconds(benchmark, 0, SLOWEST_PACE)).toBeCloseTo(slowest);
});
