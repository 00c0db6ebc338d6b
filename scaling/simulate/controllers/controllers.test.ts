import { scenarioSchema, type Scenario } from '../../../contract/scenario';
import type { Autoscaler, SimulationConfig } from '../config';
import type { Workload } from '../workload';
import { exampleConfig, exampleWorkload } from '../testing/config';
import type { SimulationRun } from '../results/run';
import { simulate } from '../simulate';

function scenario(...phases: Scenario['phases']): SimulationConfig['load'] {
  return { kind: 'scenario', scenario: scenarioSchema.parse({ phases }) };
}

function run(load: SimulationConfig['load'], autoscaler: Autoscaler, different: Partial<Workload> = {}, seed = 1): SimulationRun {
  return simulate(exampleConfig({ load, autoscaler, workload: exampleWorkload(different) }), seed);
}

/** The replicas that a run went through, without repetitions. */
function replicasBySecond({ series }: SimulationRun): number[] {
  return Array.from(series.replicas).filter((replicas, second, all) => replicas !== all[second - 1]);
}

const halfOfCpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } };
const hpa: Autoscaler = {
  kind: 'hpa',
  spec: { maxReplicas: 10, metrics: [halfOfCpu], behavior: { scaleDown: { stabilizationWindowSeconds: 30 } } },
};

describe('HPA', () => {
  test('holds as many pods as use half of their request: 150 requests of 10 ms are 1.5 cores, so three pods of one core', () => {
    const { series } = run(scenario({ seconds: 400, rps: 150 }), hpa, { balancing: 'round-robin' });
    expect(Array.from(series.replicas.subarray(300))).toEqual(Array.from({ length: 100 }, () => 3));
  });

  test('a step is seen by the metrics and then by a sync: 15 to 50 s later', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { series } = run(scenario({ seconds: 60, rps: 20 }, { seconds: 60, rps: 90 }), hpa, {}, seed);
      const at = series.replicas.findIndex((replicas) => replicas > 1);
      expect(at).toBeGreaterThan(62);
      expect(at).toBeLessThan(110);
    }
  });

  test('comes down after the stabilization window, not before', () => {
    const result = run(scenario({ seconds: 200, rps: 150 }, { seconds: 150, rps: 10 }), hpa, { balancing: 'round-robin' });
    expect(replicasBySecond(result).at(-1)).toBe(1);
    expect(Math.min(...result.series.replicas.subarray(150, 225))).toBeGreaterThanOrEqual(3);
  });

  test('known phases are kept: syncs at 4 s of every 15 s show their result within the second after', () => {
    const config = exampleConfig({ load: scenario({ seconds: 120, rps: 150 }), autoscaler: hpa });
    const { series } = simulate({ ...config, phases: { hpaSyncMs: 4_000, metricsScrapeMs: 1_000 } }, 1);
    const changes = Array.from(series.replicas).flatMap((replicas, second) =>
      second > 0 && replicas !== series.replicas[second - 1] ? [second % 15] : [],
    );
    expect(changes.length).toBeGreaterThan(0);
    expect(new Set(changes)).toEqual(new Set([4]));
  });

  test('the defaults of behavior, written out, change nothing in any second', () => {
    const load = scenario({ seconds: 200, rps: 150 }, { seconds: 700, rps: 20 });
    const policies = (scaling: { type: string; value: number }[]) => scaling.map((one) => ({ ...one, periodSeconds: 15 }));
    const behavior = {
      scaleUp: {
        stabilizationWindowSeconds: 0,
        selectPolicy: 'Max',
        policies: policies([
          { type: 'Pods', value: 4 },
          { type: 'Percent', value: 100 },
        ]),
      },
      scaleDown: { stabilizationWindowSeconds: 300, selectPolicy: 'Max', policies: policies([{ type: 'Percent', value: 100 }]) },
    };
    const spec = { maxReplicas: 10, metrics: [halfOfCpu] };
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const silent = run(load, { kind: 'hpa', spec }, {}, seed);
      const written = run(load, { kind: 'hpa', spec: { ...spec, behavior } }, {}, seed);
      expect(replicasBySecond(silent).at(-1)).toBe(1);
      expect(written.series.replicas).toEqual(silent.series.replicas);
    }
  });

  test('pods without room stay pending and serve nothing, until there is room', () => {
    const load = scenario({ seconds: 300, rps: 250 });
    const limited = run(load, hpa, {
      room: [
        { fromSeconds: 0, pods: 2 },
        { fromSeconds: 200, pods: 20 },
      ],
    });
    expect(Math.max(...limited.series.readyPods.subarray(0, 200))).toBe(2);
    expect(Math.max(...limited.series.replicas.subarray(0, 200))).toBeGreaterThan(2);
    expect(Math.max(...limited.series.readyPods.subarray(210))).toBeGreaterThan(2);
  });

  test('a custom metric scales by what the signal measures', () => {
    const metric = {
      type: 'External',
      external: { metric: { name: 'sent' }, target: { type: 'AverageValue', averageValue: '20' } },
    };
    const autoscaler: Autoscaler = { kind: 'hpa', spec: { maxReplicas: 10, metrics: [metric] }, signals: { sent: 'rps' } };
    const { series } = run(scenario({ seconds: 240, rps: 78 }), autoscaler);
    expect(series.replicas[239]).toBe(4);
  });
});

describe('KPA', () => {
  const annotations = { 'autoscaling.knative.dev/target': '10', 'autoscaling.knative.dev/window': '20s' };
  const kpa: Autoscaler = { kind: 'kpa', annotations, containerConcurrency: 0 };
  const slow: Partial<Workload> = { concurrency: 0, balancing: 'two-choices', serviceTime: { kind: 'deterministic', ms: 500 } };

  test('a request to zero pods is held by the activator and answered when the first pod is ready', () => {
    const { totals, series } = run(scenario({ seconds: 30, rps: 1 }), kpa, { ...slow, initialPods: 0 });
    expect(totals.refused).toBe(0);
    expect(totals.answered).toBeGreaterThan(20);
    expect(series.replicas[2]).toBe(1);
    // 0.1 + 1 + 3 s of start-up, to the next probe, and the endpoint; then the request itself.
    expect(totals.p99Ms).toBeGreaterThan(4_500);
    expect(totals.p99Ms).toBeLessThan(7_500);
  });

  test('holds as many pods as carry 70 % of the target: 60 requests in flight on average are nine pods of 7', () => {
    const { series } = run(scenario({ seconds: 200, rps: 120 }), kpa, slow);
    expect(Math.min(...series.replicas.subarray(120))).toBeGreaterThanOrEqual(8);
    expect(Math.max(...series.replicas.subarray(120))).toBeLessThanOrEqual(11);
  });

  test('goes to zero after the window and the grace period, and not with min-scale', () => {
    const load = scenario({ seconds: 30, rps: 5 }, { seconds: 120, rps: 0 });
    expect(replicasBySecond(run(load, kpa, slow)).at(-1)).toBe(0);
    const held: Autoscaler = { ...kpa, annotations: { ...annotations, 'autoscaling.knative.dev/min-scale': '1' } };
    expect(replicasBySecond(run(load, held, slow)).at(-1)).toBe(1);
  });

  test.each([-1, 0, 10, 70, 200])(
    'goes to zero with a target burst capacity of %i: it sees its own change of the path',
    (capacity) => {
      const load = scenario({ seconds: 60, rps: 5 }, { seconds: 240, rps: 0 });
      const burst = { ...annotations, 'autoscaling.knative.dev/target-burst-capacity': String(capacity) };
      const { series } = run(load, { ...kpa, annotations: burst }, slow);
      expect(series.replicas[50]).toBeGreaterThan(0);
      // The window of 20 s, two decisions and 30 s of grace.
      expect(series.replicas.findIndex((replicas, second) => second > 60 && replicas === 0)).toBeLessThan(130);
      expect(series.replicas.at(-1)).toBe(0);
    },
  );

  test('containerConcurrency is a hard limit: the activator holds what the pods cannot take', () => {
    const hard: Autoscaler = { kind: 'kpa', annotations: { 'autoscaling.knative.dev/max-scale': '2' }, containerConcurrency: 2 };
    const { totals } = run(scenario({ seconds: 100, rps: 20 }), hard, { ...slow, concurrency: 2, initialPods: 2 });
    // Two pods of two workers of 500 ms: eight a second. Most are for clients who gave up while they were in work.
    const worked = totals.answered + totals.abandonedWork;
    expect(worked / 100).toBeGreaterThan(7.5);
    expect(worked / 100).toBeLessThanOrEqual(8);
    expect(totals.timedOut).toBeGreaterThan(totals.answered);
  });
});

describe('KEDA', () => {
  const trigger = { type: 'redis', metadata: { address: 'redis:6379', listName: 'jobs', listLength: '10' } };
  const keda: Autoscaler = {
    kind: 'keda',
    scaledObject: {
      name: 'worker',
      annotations: {},
      spec: {
        scaleTargetRef: { name: 'worker' },
        pollingInterval: 5,
        cooldownPeriod: 20,
        maxReplicaCount: 8,
        triggers: [trigger],
      },
    },
  };
  const worker: Partial<Workload> = { balancing: 'pull', serviceTime: { kind: 'deterministic', ms: 200 }, initialPods: 0 };

  test('a queue wakes the workers from zero, grows them by its length, and lets them sleep after the cooldown', () => {
    const load: SimulationConfig['load'] = {
      kind: 'scenario',
      scenario: scenarioSchema.parse({
        phases: [
          { seconds: 120, rps: 20 },
          { seconds: 480, rps: 0 },
        ],
        timeoutMs: 600_000,
      }),
    };
    const result = run(load, keda, worker);
    expect(result.totals.answered).toBe(result.totals.sent);
    expect(result.series.replicas[0]).toBe(0);
    expect(Math.max(...result.series.replicas)).toBe(8);
    expect(replicasBySecond(result).at(-1)).toBe(0);
  });
});
