import { scenarioSchema } from '../../../contract/scenario';
import { CfsQuota } from './cfs-quota';
import type { Workload } from '../workload';
import { exampleConfig, exampleWorkload } from '../testing/config';
import { simulate } from '../simulate';

test('a busy container stands still once its quota is used up', () => {
  const quota = new CfsQuota(250, 100);
  expect(quota.exhaustedAtMs(0, 1)).toBe(25);
  expect(quota.run(0, 25, 1)).toBe(25);
  quota.throttleIfExhausted();
  expect(quota.throttled).toBe(true);
  expect(quota.run(25, 100, 1)).toBe(0);
  expect(quota.throttled).toBe(false);
  expect(quota.exhaustedAtMs(100, 1)).toBe(125);
});

test('a container that uses less than its limit never stands still', () => {
  const quota = new CfsQuota(250, 30);
  expect(quota.exhaustedAtMs(0, 0.25)).toBe(Infinity);
  expect(quota.run(0, 12_345, 0.25)).toBe(12_345);
  expect(quota.throttled).toBe(false);
});

test('an unused quota lapses, but for 2 ms', () => {
  const quota = new CfsQuota(250, 100);
  quota.run(0, 510, 0);
  expect(quota.exhaustedAtMs(510, 1)).toBe(537);
});

function limited(limitMillis: number, cpuMs: number, rps: number): Workload & { rps: number } {
  return {
    ...exampleWorkload({
      serviceTime: { kind: 'deterministic', ms: cpuMs },
      cpuMsPerRequest: cpuMs,
      cpuRequestMillis: limitMillis,
      cpuLimitMillis: limitMillis,
    }),
    rps,
  };
}

function run({ rps, ...workload }: Workload & { rps: number }) {
  const scenario = scenarioSchema.parse({ phases: [{ seconds: 200, rps }], timeoutMs: 600_000, arrivals: 'uniform' });
  return simulate(
    exampleConfig({ load: { kind: 'scenario', scenario }, workload, autoscaler: { kind: 'fixed', replicas: 1 } }),
    1,
  );
}

test('a pod of 250m serves 12.5 requests of 20 ms of CPU per second, however many come', () => {
  const { totals } = run(limited(250, 20, 40));
  expect(totals.answered / 200).toBeCloseTo(12.5, 1);
  expect(totals.cpuCoreHours * 3600).toBeCloseTo(0.25 * 200, 0);
});

test('a request of 60 ms of CPU reaches into a third period on a pod of 250m', () => {
  const { totals } = run(limited(250, 60, 1));
  // x ms before a period ends: min(x, 27) before it, 25 in the next, the rest in the one after; 2 ms were carried.
  expect(totals.meanMs).toBeGreaterThanOrEqual(133);
  expect(totals.meanMs).toBeLessThanOrEqual(208);
});

test('with half of the limit used, evenly spaced requests are not throttled', () => {
  expect(run(limited(500, 20, 10)).totals.meanMs).toBeCloseTo(20, 6);
});
