import fc from 'fast-check';
import type { HpaSpec, MetricSpec } from './types';
import { validateHpa } from './validate';

const VALID: HpaSpec = {
  scaleTargetRef: { kind: 'Deployment', name: 'web', apiVersion: 'apps/v1' },
  minReplicas: 1,
  maxReplicas: 10,
  metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } }],
  behavior: {
    scaleUp: { policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
    scaleDown: { stabilizationWindowSeconds: 3600 },
  },
};

function found(different: Partial<HpaSpec>, settings: Parameters<typeof validateHpa>[1] = {}): string[] {
  return validateHpa({ ...VALID, ...different }, settings).map(({ path, effect, message }) => `${effect} ${path} ${message}`);
}

function metric(spec: MetricSpec): string[] {
  return found({ metrics: [spec] });
}

test('a sound HPA has no problem, and neither has one that leaves all to the defaults', () => {
  expect(found({})).toEqual([]);
  expect(validateHpa({ maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'web', apiVersion: 'apps/v1' } })).toEqual([]);
});

describe('bounds', () => {
  test('maxReplicas may not be below minReplicas, nor below the default of 1', () => {
    expect(found({ minReplicas: 12 })).toEqual(['rejected spec.maxReplicas is 10; must be at least minReplicas, 12']);
    expect(found({ minReplicas: undefined, maxReplicas: 0 })).toEqual([
      'rejected spec.maxReplicas is 0; must be an integer greater than 0',
    ]);
  });

  test('minReplicas 0 needs its gate, which is on from 1.37, and a metric that exists without pods', () => {
    const queue = { type: 'External', external: { metric: { name: 'queue' }, target: { type: 'Value', value: 5 } } };
    expect(found({ minReplicas: 0, metrics: [queue] }, { kubernetesVersion: '1.36' })).toEqual([
      'rejected spec.minReplicas is 0; must be an integer of at least 1 (0 needs the feature gate HPAScaleToZero)',
    ]);
    expect(
      found({ minReplicas: 0, metrics: [queue] }, { kubernetesVersion: '1.36', featureGates: { HPAScaleToZero: true } }),
    ).toEqual([]);
    expect(found({ minReplicas: 0 })).toEqual([
      'rejected spec.metrics must have an Object or External metric to scale to zero: without pods no other metric exists',
    ]);
  });
});

test('the scale target needs kind, name and an API group', () => {
  expect(found({ scaleTargetRef: undefined })).toEqual([
    'rejected spec.scaleTargetRef.kind is required',
    'rejected spec.scaleTargetRef.name is required',
  ]);
  expect(found({ scaleTargetRef: { kind: 'Deployment', name: 'a/b', apiVersion: 'v1' } })).toEqual([
    'rejected spec.scaleTargetRef.name may not contain "/"',
    'rejected spec.scaleTargetRef.apiVersion must name the API group, e.g. apps/v1',
  ]);
  expect(found({ scaleTargetRef: { kind: 'ReplicationController', name: 'web', apiVersion: 'v1' } })).toEqual([]);
});

describe('metrics', () => {
  test('a type without its source, or with another one, is rejected', () => {
    expect(metric({ type: 'Pods' })).toEqual(['rejected spec.metrics[0].pods is required for this type of metric']);
    expect(metric({ type: 'Cpu' })[0]).toContain('spec.metrics[0].type is "Cpu"; must be one of Resource');
    expect(metric({ ...VALID.metrics![0]!, external: { metric: { name: 'q' }, target: { type: 'Value', value: 1 } } })).toEqual([
      'rejected spec.metrics[0].external does not go with type Resource; only resource does',
    ]);
  });

  test('a resource has exactly one of utilization and average value', () => {
    const target = { type: 'Utilization', averageUtilization: 50, averageValue: '100m' };
    expect(metric({ type: 'Resource', resource: { name: 'cpu', target } })).toEqual([
      'rejected spec.metrics[0].resource.target.averageValue may not be set together with averageUtilization',
    ]);
    expect(metric({ type: 'Resource', resource: { name: 'cpu', target: { type: 'Value', value: 1 } } })).toEqual([
      'rejected spec.metrics[0].resource.target.averageUtilization or averageValue is required',
      'ignored spec.metrics[0].resource.target.value is not read for this type of metric',
    ]);
  });

  test('amounts are positive quantities', () => {
    const external = (value: string | number): string[] =>
      metric({ type: 'External', external: { metric: { name: 'queue' }, target: { type: 'Value', value } } });
    expect(external('10GB')).toEqual([
      'rejected spec.metrics[0].external.target.value is "10GB", which is not a quantity (write 500m, 2, 1Gi)',
    ]);
    expect(external(0)).toEqual(['rejected spec.metrics[0].external.target.value is 0; must be positive']);
    expect(external('1u')).toEqual([]);
  });

  test('an object metric whose amount is set for another type is accepted and then always fails', () => {
    const object = { describedObject: { kind: 'Ingress', name: 'web' }, metric: { name: 'rps' } };
    expect(metric({ type: 'Object', object: { ...object, target: { type: 'Value', averageValue: 10 } } })[0]).toContain(
      'ignored spec.metrics[0].object.target.type is Value, but the amount is set for another type',
    );
    expect(metric({ type: 'Object', object: { ...object, target: { type: 'AverageValue', averageValue: 10 } } })).toEqual([]);
  });

  test('a container metric names a container and a resource that containers have', () => {
    const target = { type: 'Utilization', averageUtilization: 50 };
    expect(metric({ type: 'ContainerResource', containerResource: { name: 'pods', container: 'App', target } })).toEqual([
      'rejected spec.metrics[0].containerResource.name is "pods", which is not a resource of containers',
      'rejected spec.metrics[0].containerResource.container is "App"; must be the name of a container',
    ]);
  });
});

describe('behavior', () => {
  test('windows, policies and their periods have limits', () => {
    const scaleUp = {
      stabilizationWindowSeconds: 3601,
      selectPolicy: 'Most',
      policies: [{ type: 'Pod', value: 0, periodSeconds: 1801 }],
    };
    expect(found({ behavior: { scaleUp, scaleDown: { policies: [] } } })).toEqual([
      'rejected spec.behavior.scaleUp.stabilizationWindowSeconds is 3601; must be an integer from 0 to 3600',
      'rejected spec.behavior.scaleUp.selectPolicy is "Most"; must be one of Max, Min, Disabled',
      'rejected spec.behavior.scaleUp.policies[0].type is "Pod"; must be one of Pods, Percent',
      'rejected spec.behavior.scaleUp.policies[0].value is 0; must be an integer greater than 0',
      'rejected spec.behavior.scaleUp.policies[0].periodSeconds is 1801; must be an integer from 1 to 1800',
      'rejected spec.behavior.scaleDown.policies must have at least one policy; leave it out for the defaults',
    ]);
  });

  test('a tolerance is dropped where its gate is off, and may not be negative where it is on', () => {
    expect(found({ behavior: { scaleUp: { tolerance: '0.05' } } }, { kubernetesVersion: '1.34' })[0]).toContain(
      'ignored spec.behavior.scaleUp.tolerance is dropped',
    );
    expect(found({ behavior: { scaleUp: { tolerance: '0.05' } } }, { kubernetesVersion: '1.35' })).toEqual([]);
    expect(found({ behavior: { scaleUp: { tolerance: '-0.05' } } }, { kubernetesVersion: '1.35' })).toEqual([
      'rejected spec.behavior.scaleUp.tolerance is -0.05; must be at least 0',
    ]);
  });
});

test('any bounds in order are accepted, any others are not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), (minReplicas, maxReplicas) => {
      expect(found({ minReplicas, maxReplicas }).length).toBe(minReplicas > maxReplicas ? 1 : 0);
    }),
  );
});

test('bounds of behavior are those of the API: windows to 3600 s, periods to 1800 s', () => {
  const fields = (scaleDown: NonNullable<NonNullable<HpaSpec['behavior']>['scaleDown']>) =>
    validateHpa({ ...VALID, behavior: { scaleDown } }).map(({ path }) => path.replace('spec.behavior.scaleDown.', ''));
  expect(fields({ stabilizationWindowSeconds: 3600 })).toEqual([]);
  expect(fields({ stabilizationWindowSeconds: 3601 })).toEqual(['stabilizationWindowSeconds']);
  expect(fields({ policies: [{ type: 'Pods', value: 1, periodSeconds: 1800 }] })).toEqual([]);
  expect(fields({ policies: [{ type: 'Pods', value: 0, periodSeconds: 1801 }] })).toEqual([
    'policies[0].value',
    'policies[0].periodSeconds',
  ]);
});

test('a type of target that the controller does not read is named', () => {
  const cpu = { name: 'cpu', target: { type: 'Value', averageUtilization: 60 } };
  expect(metric({ type: 'Resource', resource: cpu })).toEqual([
    'ignored spec.metrics[0].resource.target.type is Value, which is not read: averageUtilization decides',
  ]);
});
