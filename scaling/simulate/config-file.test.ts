import { scenarioSchema } from '../../contract/scenario';
import { parseSimulation } from './config-file';

const scenario = scenarioSchema.parse({ phases: [{ seconds: 10, rps: 1 }] });
const workload = { serviceTime: { kind: 'exponential', meanMs: 10 }, cpuMsPerRequest: 8, cpuRequestMillis: 500 };

test('a short file is completed with defaults', () => {
  const config = parseSimulation('s.yaml', { workload, autoscaler: { kind: 'fixed', replicas: 2 } }, scenario);
  expect(config.workload).toMatchObject({ concurrency: 1, balancing: 'random', cpuLimitMillis: undefined, initialPods: 1 });
  expect(config.prices.vcpuHourUsd).toBeGreaterThan(0);
});

test('every wrong key is named, with the nearest that is known', () => {
  const wrong = { workload: { ...workload, cpuLimitMilis: 5 }, autoscaler: { kind: 'hpa', spec: { maxReplicas: 0 } } };
  expect(() => parseSimulation('s.yaml', wrong, scenario)).toThrow(
    /s\.yaml {2}workload\.cpuLimitMilis\n {2}is not a setting\. Did you mean cpuLimitMillis\?/,
  );
  expect(() => parseSimulation('s.yaml', wrong, scenario)).toThrow(/autoscaler\.spec\.maxReplicas/);
});

test('an autoscaler that the API server or Knative would refuse is refused', () => {
  const hpa = { workload, autoscaler: { kind: 'hpa', spec: { minReplicas: 5, maxReplicas: 2 } } };
  expect(() => parseSimulation('s.yaml', hpa, scenario)).toThrow(/autoscaler\.spec\.maxReplicas/);
  const kpa = { workload, autoscaler: { kind: 'kpa', annotations: { 'autoscaling.knative.dev/target': '-1' } } };
  expect(() => parseSimulation('s.yaml', kpa, scenario)).toThrow(/autoscaling\.knative\.dev\/target/);
});

test('quantiles must ascend', () => {
  const bent = {
    ...workload,
    serviceTime: {
      kind: 'quantiles',
      points: [
        [0, 10],
        [0.5, 5],
      ],
    },
  };
  expect(() => parseSimulation('s.yaml', { workload: bent, autoscaler: { kind: 'fixed', replicas: 1 } }, scenario)).toThrow(
    /ascend/,
  );
});
