import { HpaController } from './controller';
import { cpuInputs, exampleSample } from './testing/pods';
import type { HpaSpec, MetricSpec } from './types';

const CPU: MetricSpec = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } };
const MEMORY: MetricSpec = {
  type: 'Resource',
  resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '100' } },
};
const QUEUE: MetricSpec = {
  type: 'External',
  external: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: 10 } },
};
const TARGET = { kind: 'Deployment', name: 'web', apiVersion: 'apps/v1' };

test('an HPA without metrics watches CPU at 80 %, and without bounds below keeps one pod', () => {
  const controller = new HpaController({ maxReplicas: 10 });
  const result = controller.sync(0, cpuInputs([900, 900, 900, 900, 900]));
  expect(result.replicas).toBe(6);
  expect(result.currentMetrics).toEqual([{ averageUtilization: 90, averageValueMilli: 900, valueMilli: undefined }]);
  expect(result.conditions.ScalingActive).toEqual({
    status: 'True',
    reason: 'ValidMetricFound',
    message: 'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
  });
  expect(result.conditions.AbleToScale?.message).toBe('the HPA controller was able to update the target scale to 6');
  expect(result.events).toEqual([
    {
      type: 'Normal',
      reason: 'SuccessfulRescale',
      message: 'New size: 6; reason: cpu resource utilization (percentage of request) above target',
    },
  ]);
});

test('the metric that asks for most decides', () => {
  const controller = new HpaController({ maxReplicas: 20, metrics: [CPU, QUEUE, MEMORY] });
  const resources = { cpu: [exampleSample(700), exampleSample(700)], memory: [exampleSample(0), exampleSample(0)] };
  const result = controller.sync(0, cpuInputs([0, 0], { resources, externalMetricsMilli: { queue: [36_000] } }));
  expect(result.replicas).toBe(4);
  expect(result.conditions.ScalingActive?.message).toContain('external metric queue(nil)');
});

describe('while some metrics cannot be read', () => {
  const spec: HpaSpec = { scaleTargetRef: TARGET, maxReplicas: 20, metrics: [QUEUE, CPU] };

  test('the others may scale up, and the sync still returns the error', () => {
    const result = new HpaController(spec).sync(0, cpuInputs([700, 700]));
    expect(result.replicas).toBe(3);
    expect(result.conditions.ScalingActive?.reason).toBe('ValidMetricFound');
    expect(result.error).toContain(
      'invalid metrics (1 invalid out of 2), first error is: failed to get queue external metric value',
    );
    expect(result.currentMetrics[0]).toBeUndefined();
    expect(result.events.map(({ reason }) => reason)).toEqual(['FailedGetExternalMetric', 'SuccessfulRescale']);
  });

  test('they may not scale down: nothing changes and the first failure is the condition', () => {
    const result = new HpaController(spec).sync(0, cpuInputs([100, 100]));
    expect(result.replicas).toBe(2);
    expect(result.desiredReplicas).toBe(0);
    expect(result.conditions.ScalingActive).toMatchObject({ status: 'False', reason: 'FailedGetExternalMetric' });
    expect(result.conditions.AbleToScale?.reason).toBe('SucceededGetScale');
    expect(result.error).toMatch(/^failed to compute desired number of replicas based on listed metrics for Deployment\/web: /);
  });
});

test('conditions stay until a later sync sets them again', () => {
  const controller = new HpaController({ maxReplicas: 4, metrics: [CPU] });
  expect(controller.sync(0, cpuInputs([2000, 2000])).conditions.ScalingLimited?.reason).toBe('TooManyReplicas');
  const blind = controller.sync(15_000, cpuInputs([0, 0, 0, 0], { resources: {} }));
  expect(blind.conditions.ScalingLimited?.reason).toBe('TooManyReplicas');
  expect(blind.conditions.ScalingActive?.message).toBe(
    'the HPA was unable to compute the replica count: failed to get cpu utilization: ' +
      'unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API',
  );
  expect(blind.desiredReplicas).toBe(4);
});

describe('zero replicas', () => {
  const spec: HpaSpec = {
    minReplicas: 0,
    maxReplicas: 5,
    metrics: [QUEUE],
    behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
  };
  const queued = (replicas: number, items: number) => ({
    specReplicas: replicas,
    statusReplicas: replicas,
    pods: [],
    externalMetricsMilli: { queue: [items * 1000] },
  });

  test('scaling to zero by hand switches off an HPA with minReplicas 1', () => {
    const result = new HpaController({ ...spec, minReplicas: 1 }).sync(0, queued(0, 40));
    expect(result.replicas).toBe(0);
    expect(result.conditions.ScalingActive).toMatchObject({ status: 'False', reason: 'ScalingDisabled' });
    expect(result.conditions.ScalingLimited).toBeUndefined();
  });

  test('up to 1.35 an HPA with minReplicas 0 scales from zero, whoever scaled there', () => {
    expect(new HpaController(spec, { kubernetesVersion: '1.35' }).sync(0, queued(0, 40)).replicas).toBe(4);
  });

  test('from 1.36 on only when the HPA itself had scaled there, which needs its gate until 1.37', () => {
    const gates = { HPAScaleToZero: true };
    expect(new HpaController(spec, { kubernetesVersion: '1.36', featureGates: gates }).sync(0, queued(0, 40)).replicas).toBe(0);
    const controller = new HpaController(spec, { kubernetesVersion: 'v1.37.2' });
    const down = controller.sync(0, queued(3, 0));
    expect(down.replicas).toBe(0);
    expect(down.conditions.ScaledToZero).toMatchObject({ status: 'True', reason: 'ScaledToZero' });
    const up = controller.sync(15_000, queued(0, 40));
    expect(up.replicas).toBe(4);
    expect(up.conditions.ScaledToZero?.reason).toBe('NotScaledToZero');
  });
});

test('an unknown type of metric always fails, and the error names it', () => {
  const result = new HpaController({ maxReplicas: 5, metrics: [{ type: 'Disk' }] }).sync(0, cpuInputs([1]));
  expect(result.conditions.ScalingActive).toMatchObject({ reason: 'InvalidMetricSourceType' });
  expect(result.error).toContain('unknown metric source type "Disk"');
});

test('an invalid version is refused with the way to write one', () => {
  expect(() => new HpaController({ maxReplicas: 5 }, { kubernetesVersion: 'latest' })).toThrow(
    /"latest" is not a version of Kubernetes/,
  );
});
