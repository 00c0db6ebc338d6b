import { offeredRps, scenarioSchema, scenarioSeconds } from './scenario';

const ramp = scenarioSchema.parse({
  phases: [
    { seconds: 10, rps: 5 },
    { seconds: 20, from: 5, to: 25 },
  ],
});

test('a ramp offers the load on the line between its ends', () => {
  expect([0, 9.9, 10, 20, 29.5, 30].map((at) => offeredRps(ramp, at))).toEqual([5, 5, 5, 15, 24.5, 0]);
  expect(scenarioSeconds(ramp)).toBe(30);
});

test('a phase with both rps and a ramp is refused', () => {
  expect(scenarioSchema.safeParse({ phases: [{ seconds: 1, rps: 1, from: 1, to: 2 }] }).success).toBe(false);
});

test('an open-loop phase without a rate is refused, a closed-loop phase with one too', () => {
  expect(scenarioSchema.safeParse({ phases: [{ seconds: 1 }] }).success).toBe(false);
  expect(scenarioSchema.safeParse({ concurrency: 4, phases: [{ seconds: 1, rps: 3 }] }).success).toBe(false);
  expect(scenarioSchema.safeParse({ concurrency: 4, phases: [{ seconds: 1 }] }).success).toBe(true);
});
