import fc from 'fast-check';
import type { Autoscaler, Load, SimulationConfig } from './config';
import type { Workload } from './workload';
import { ensembleOf, simulateMany, THIS_THREAD, type Threads } from './ensemble';
import { exampleConfig, exampleWorkload } from './testing/config';
import { simulate } from './simulate';

const phases = fc.array(fc.record({ seconds: fc.integer({ min: 1, max: 40 }), rps: fc.integer({ min: 0, max: 120 }) }), {
  minLength: 1,
  maxLength: 3,
});
const timeoutMs = fc.constantFrom(30, 400, 5_000);
const loads: fc.Arbitrary<Load> = fc.oneof(
  fc.record({
    kind: fc.constant('scenario' as const),
    scenario: fc.record({
      phases,
      timeoutMs,
      arrivals: fc.constantFrom('uniform' as const, 'poisson' as const),
      seed: fc.constant(1),
    }),
  }),
  fc.record({
    kind: fc.constant('clients' as const),
    steps: fc.array(fc.record({ seconds: fc.integer({ min: 1, max: 40 }), clients: fc.integer({ min: 0, max: 12 }) }), {
      minLength: 1,
      maxLength: 3,
    }),
    timeoutMs,
  }),
);
const workloads: fc.Arbitrary<Workload> = fc
  .record({
    concurrency: fc.constantFrom(0, 1, 3),
    balancing: fc.constantFrom('random', 'round-robin', 'two-choices', 'least-outstanding', 'pull'),
    cpuLimitMillis: fc.constantFrom(undefined, 250, 1000),
    hungUp: fc.constantFrom('worked-off', 'leaves'),
    shutdown: fc.record({
      mode: fc.constantFrom('drain', 'drop'),
      graceSeconds: fc.constantFrom(1, 30),
      endpointSeconds: fc.constantFrom(0, 1.5),
      signalSeconds: fc.constant(0.3),
    }),
    retries: fc.record({ count: fc.integer({ min: 0, max: 3 }), backoffMs: fc.constantFrom(0, 50) }),
    initialPods: fc.integer({ min: 0, max: 3 }),
    contentionMs: fc.constantFrom(0, 5),
    cores: fc.constantFrom(undefined, 1, 2),
    discipline: fc.constantFrom('sharing', 'fifo'),
    cpuMsPerRequest: fc.constantFrom(0, 2, 10, 25),
    idleCpuMillis: fc.constantFrom(0, 50),
  })
  .map((different) => exampleWorkload(different as Partial<Workload>));
const annotations = { 'autoscaling.knative.dev/target': '2', 'autoscaling.knative.dev/window': '6s' };
const trigger = { type: 'redis', metadata: { address: 'redis:6379', listName: 'jobs', listLength: '5' } };
const scalers: readonly Autoscaler[] = [
  { kind: 'fixed', replicas: 2 },
  { kind: 'hpa', spec: { maxReplicas: 6, behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } } },
  { kind: 'kpa', annotations, containerConcurrency: 0 },
  { kind: 'kpa', annotations, containerConcurrency: 2 },
  {
    kind: 'keda',
    scaledObject: {
      name: 'jobs',
      annotations: {},
      spec: {
        scaleTargetRef: { name: 'worker' },
        pollingInterval: 5,
        cooldownPeriod: 5,
        maxReplicaCount: 5,
        triggers: [trigger],
      },
    },
  },
];
const configs: fc.Arbitrary<SimulationConfig> = fc
  .record({ load: loads, workload: workloads, autoscaler: fc.constantFrom(...scalers) })
  .map((different) => exampleConfig(different));

test('every sent request is answered, timed out, refused or in flight', () => {
  fc.assert(
    fc.property(configs, fc.integer({ min: 0, max: 2 ** 31 }), (config, seed) => {
      const { sent, answered, timedOut, refused, inFlight } = simulate(config, seed).totals;
      expect(answered + timedOut + refused + inFlight).toBe(sent);
    }),
    { seed: 11, numRuns: 150 },
  );
});

test('no run uses more CPU than the limits of its pods allow', () => {
  fc.assert(
    fc.property(configs, (config) => {
      const limit = config.workload.cpuLimitMillis;
      fc.pre(limit !== undefined);
      const { totals, seconds } = simulate(config, 4);
      const most = ((totals.podHours + 1 / 60) * limit) / 1000;
      expect(totals.cpuCoreHours).toBeLessThanOrEqual(most * 1.03 + 1e-9);
      expect(seconds).toBeGreaterThan(0);
    }),
    { seed: 12, numRuns: 60 },
  );
});

test('the same configuration and seed give the same run', () => {
  fc.assert(
    fc.property(configs, fc.integer({ min: 0, max: 1000 }), (config, seed) => {
      expect(simulate(config, seed)).toEqual(simulate(config, seed));
    }),
    { seed: 13, numRuns: 25 },
  );
});

test('another seed gives other arrivals', () => {
  expect(simulate(exampleConfig(), 1).totals.meanMs).not.toBe(simulate(exampleConfig(), 2).totals.meanMs);
});

test('two sides with one seed see the same requests: a change that changes nothing makes no difference', () => {
  const base = exampleConfig({ autoscaler: { kind: 'hpa', spec: { maxReplicas: 5 } } });
  const head = exampleConfig({ autoscaler: { kind: 'hpa', spec: { minReplicas: 1, maxReplicas: 5 } } });
  for (const seed of [1, 2, 3]) expect(simulate(head, seed).series).toEqual(simulate(base, seed).series);
});

test('two sides with one seed see the same requests: more pods change neither arrivals nor work', () => {
  const fixed = (replicas: number) => simulate(exampleConfig({ autoscaler: { kind: 'fixed', replicas } }), 9);
  const [few, many] = [fixed(2), fixed(6)];
  expect(many.series.offeredRps).toEqual(few.series.offeredRps);
  expect(many.totals.meanMs).toBeLessThan(few.totals.meanMs);
});

test('an ensemble does not depend on how many threads made it', async () => {
  const seeds = [5, 6, 7, 8, 9];
  // As threads that finish in another order than they began.
  const backwards: Threads['run'] = async (one, all) => [...(await THIS_THREAD.run(one, [...all].reverse()))].reverse();
  const config = exampleConfig();
  const one = await simulateMany(config, seeds, { threads: THIS_THREAD });
  const three = await simulateMany(config, seeds, { threads: { run: backwards } });
  expect(three).toEqual(one);
  expect(one.runs.map(({ seed }) => seed)).toEqual(seeds);
});

test('the band of an ensemble is its 5th and 95th percentile, and its middle the median', () => {
  const runs = [10, 20, 30, 40, 50].map((sent) => {
    const run = simulate(exampleConfig(), 1);
    return { ...run, totals: { ...run.totals, sent } };
  });
  const { median, low, high } = ensembleOf(runs).totals.sent;
  expect(median).toBe(30);
  expect(low).toBeCloseTo(12, 9);
  expect(high).toBeCloseTo(48, 9);
});
