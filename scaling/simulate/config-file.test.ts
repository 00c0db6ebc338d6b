import { scenarioSchema } from '../../contract/scenario';
import { parseSimulation } from './config-file';

const scenario = scenarioSchema.parse({ phases: [{ seconds: 10, rps: 1 }] });
const workload = { serviceTime: { kind: 'exponential', meanMs: 10 }, cpuMsPerRequest: 8, cpuRequestMillis: 500 };

test('a short file is completed with defaults', () => {
  const { config } = parseSimulation('s.yaml', { workload, autoscaler: { kind: 'fixed', replicas: 2 } }, scenario);
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

test('a file may bring its own scenario, and another one goes before it', () => {
  const file = { workload, autoscaler: { kind: 'fixed', replicas: 1 }, scenario: { phases: [{ seconds: 20, rps: 2 }] } };
  expect(parseSimulation('s.yaml', file).config.load).toMatchObject({ scenario: { phases: [{ seconds: 20 }] } });
  expect(parseSimulation('s.yaml', file, scenario).config.load).toMatchObject({ scenario: { phases: [{ seconds: 10 }] } });
  expect(() => parseSimulation('s.yaml', { workload, autoscaler: file.autoscaler })).toThrow(/scenario\n {2}is missing/);
});

test('how a Deployment rolls is held against the rules of the API server', () => {
  const simulation = (deployment: object): object => ({ workload, autoscaler: { kind: 'fixed', replicas: 1 }, deployment });
  const stuck = { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } };
  expect(() => parseSimulation('s.yaml', simulation(stuck), scenario)).toThrow(
    /deployment\.strategy\.rollingUpdate\.maxUnavailable\n {2}may not be 0 when maxSurge is 0/,
  );
  expect(() => parseSimulation('s.yaml', simulation({ maxSurge: 1 }), scenario)).toThrow(/deployment\.maxSurge\n/);
  const later = [{ atSeconds: 5 }, { atSeconds: 3 }];
  expect(() => parseSimulation('s.yaml', { ...simulation({}), deploys: later }, scenario)).toThrow(/in order of their times/);
});

test('the controllers are of the newest Kubernetes unless the file says otherwise', () => {
  const hpa = { workload, autoscaler: { kind: 'hpa', spec: { maxReplicas: 3 } } };
  const versionOf = (more: object): unknown => {
    const { autoscaler } = parseSimulation('s.yaml', { ...hpa, ...more }, scenario).config;
    return (autoscaler as { readonly settings?: { readonly kubernetesVersion?: string } }).settings?.kubernetesVersion;
  };
  expect(versionOf({})).toBe('1.37');
  expect(versionOf({ kubernetesVersion: '1.35' })).toBe('1.35');
  expect(() => versionOf({ kubernetesVersion: 'latest' })).toThrow(/kubernetesVersion/);
});
