import fc from 'fast-check';
import { RandomStream } from '../../../contract/random';
import { scenarioSchema } from '../../../contract/scenario';
import { percentile, sortedCopy } from '../../../contract/statistics';
import type { SimulationConfig } from '../config';
import { meanServiceMs } from '../load/service-time';
import { meanTimeWhenShared } from '../results/queueing-theory';
import { simulate } from '../simulate';
import { exampleConfig, exampleWorkload } from '../testing/config';
import type { ServiceTime, Workload } from '../workload';

/** One pod at a constant rate, with clients that wait. */
function onePod(rps: number, requests: number, workload: Partial<Workload>): SimulationConfig {
  const scenario = scenarioSchema.parse({ phases: [{ seconds: requests / rps, rps }], timeoutMs: 600_000 });
  return exampleConfig({
    load: { kind: 'scenario', scenario },
    workload: exampleWorkload({ concurrency: 0, cores: 1, ...workload }),
    autoscaler: { kind: 'fixed', replicas: 1 },
  });
}

const shapes: fc.Arbitrary<ServiceTime> = fc.oneof(
  fc.record({ kind: fc.constant('deterministic' as const), ms: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ kind: fc.constant('exponential' as const), meanMs: fc.integer({ min: 1, max: 50 }) }),
  fc
    .record({ p50Ms: fc.integer({ min: 1, max: 50 }), tail: fc.constantFrom(1.5, 2, 3) })
    .map(({ p50Ms, tail }) => ({ kind: 'lognormal' as const, p50Ms, p95Ms: tail * p50Ms })),
  fc.constant({ kind: 'samples' as const, ms: [1, 1, 1, 1, 20] }),
);

test('processor sharing only knows the mean: time in a pod is that of M/M/c, whatever the distribution, and waiting adds itself', () => {
  fc.assert(
    fc.property(
      shapes,
      fc.constantFrom(1, 2, 4),
      fc.constantFrom(0.3, 0.5, 0.7, 0.8),
      fc.constantFrom(1, 0.5, 0.1),
      (serviceTime, cores, utilization, cpuShare) => {
        const meanMs = meanServiceMs(serviceTime);
        const cpuMs = cpuShare * meanMs;
        const config = onePod((1000 * cores * utilization) / cpuMs, 300_000, { cores, serviceTime, cpuMsPerRequest: cpuMs });
        const expectedMs = meanTimeWhenShared(cores, utilization, cpuMs) + (meanMs - cpuMs);
        expect(Math.abs(simulate(config, 11).totals.meanMs / expectedMs - 1)).toBeLessThan(0.05);
      },
    ),
    { numRuns: 24, seed: 19 },
  );
});

test('50 ms of latency with 5 ms of CPU at 150 requests per second is 65 ms on one core, without an error', () => {
  const serviceTime = { kind: 'lognormal' as const, p50Ms: 46.3, p95Ms: 88 };
  const meanMs = meanServiceMs(serviceTime);
  const cpuMsPerRequest = 5;
  const { totals, series } = simulate(
    { ...onePod(150, 150 * 600, { serviceTime, cpuMsPerRequest, cpuLimitMillis: 1000 }), slo: { p95Ms: 200, errorRate: 0 } },
    1,
  );
  expect(totals.failureRate).toBe(0);
  expect(Math.abs(totals.meanMs / (meanMs - cpuMsPerRequest + cpuMsPerRequest / (1 - 0.75)) - 1)).toBeLessThan(0.05);
  expect(series.cpuCores.reduce((sum, cores) => sum + cores, 0) / 600).toBeCloseTo(0.75, 1);
});

test('such a service makes an HPA scale by its CPU, not by the requests that wait in it', () => {
  const metric = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } };
  const serviceTime = { kind: 'deterministic' as const, ms: 50 };
  const config = onePod(150, 150 * 600, { serviceTime, cpuMsPerRequest: 5, cpuLimitMillis: 1000, cpuRequestMillis: 1000 });
  const { totals, series } = simulate(
    { ...config, autoscaler: { kind: 'hpa', spec: { maxReplicas: 10, metrics: [metric] } } },
    1,
  );
  expect(totals.failureRate).toBe(0);
  // 0.75 cores, half of a core each.
  expect(series.replicas.at(-1)).toBe(2);
});

/** Processor sharing on one core in the plainest way: every request in the pod gets an equal share, event by event. */
function sharedByHand(rps: number, requests: number, serviceMs: (uniform: number) => number): number[] {
  const stream = new RandomStream(5, 'by hand');
  const present: { sinceMs: number; leftMs: number }[] = [];
  const times: number[] = [];
  let [nowMs, nextMs] = [0, 0];
  while (times.length < requests) {
    const least = Math.min(...present.map(({ leftMs }) => leftMs));
    const doneMs = present.length === 0 ? Infinity : nowMs + least * present.length;
    const atMs = Math.min(doneMs, nextMs);
    for (const one of present) one.leftMs -= (atMs - nowMs) / present.length;
    nowMs = atMs;
    if (atMs === nextMs) {
      present.push({ sinceMs: nowMs, leftMs: serviceMs(stream.uniform()) });
      nextMs = nowMs - (1000 / rps) * Math.log(stream.uniform());
    } else {
      const place = present.findIndex(({ leftMs }) => leftMs <= 1e-6);
      times.push(nowMs - (present[place]?.sinceMs ?? 0));
      present.splice(place, 1);
    }
  }
  return times;
}

test.each([0.5, 0.7, 0.85])(
  'at a utilization of %f the tail is that of a plain processor-sharing loop, and above that of FIFO',
  (rho) => {
    const rps = 100 * rho;
    const requests = 300_000;
    const exponential = { serviceTime: { kind: 'exponential' as const, meanMs: 10 }, cpuMsPerRequest: 10 };
    const byHand = sortedCopy(sharedByHand(rps, requests, (uniform) => -10 * Math.log(uniform)));
    const shared = simulate(onePod(rps, requests, exponential), 2).totals;
    const fifo = simulate(onePod(rps, requests, { ...exponential, discipline: 'fifo' }), 2).totals;
    const tolerance = rho > 0.8 ? 0.06 : 0.03;
    expect(Math.abs(shared.p95Ms / (percentile(byHand, 0.95) ?? 0) - 1)).toBeLessThan(tolerance);
    // First come, first served: the time in an M/M/1 queue is exponential.
    expect(Math.abs(fifo.p95Ms / ((Math.log(20) * 10) / (1 - rho)) - 1)).toBeLessThan(tolerance);
    expect(fifo.p95Ms / shared.p95Ms).toBeLessThan(0.92);
    expect(fifo.p99Ms / shared.p99Ms).toBeLessThan(0.85);
  },
);

test('an event loop computes one request after another, while others wait for what they called', () => {
  const io = { serviceTime: { kind: 'deterministic' as const, ms: 100 }, cpuMsPerRequest: 10, discipline: 'fifo' as const };
  // 90 % busy with 10 ms each (M/D/1: 45 ms of waiting on average), then 90 ms elsewhere.
  const { totals } = simulate(onePod(90, 400_000, io), 3);
  expect(Math.abs(totals.meanMs / (100 + 45) - 1)).toBeLessThan(0.05);
});

test('threads hold their place while they wait: two of them and 100 ms are 20 requests per second, however little they compute', () => {
  const { totals } = simulate(
    onePod(40, 4_000, { concurrency: 2, serviceTime: { kind: 'deterministic', ms: 100 }, cpuMsPerRequest: 5 }),
    1,
  );
  expect(totals.answered / 100).toBeCloseTo(20, 0);
});

test('idling takes its share of the core, and of the CPU limit', () => {
  const busy = { serviceTime: { kind: 'deterministic' as const, ms: 10 }, cpuMsPerRequest: 10 };
  const idle = simulate(onePod(40, 40_000, { ...busy, idleCpuMillis: 300 }), 1).totals;
  // 40 % of 0.7 cores: M/D/1 processor sharing on a core that is slower by so much.
  expect(Math.abs(idle.meanMs / (10 / 0.7 / (1 - 0.4 / 0.7)) - 1)).toBeLessThan(0.05);
  const limited = { ...busy, cpuLimitMillis: 500, cores: undefined };
  const [without, beside] = [0, 80].map(
    (idleCpuMillis) => simulate(onePod(40, 40_000, { ...limited, idleCpuMillis }), 1).totals.meanMs,
  );
  expect(beside).toBeGreaterThan(1.3 * (without ?? 0));
});
