import { HpaController } from './controller';
import { cpuInputs, exampleSample, examplePod, MINUTE_MS } from './testing/pods';
import type { HpaInputs, MetricSpec, MetricTarget } from './types';

/** What one metric asks for, before any limit: bounds are wide and the target was never scaled before. */
function desired(metric: MetricSpec, inputs: HpaInputs, kubernetesVersion = '1.34'): number | string {
  const unlimited = {
    scaleUp: { policies: [{ type: 'Pods', value: 1e6, periodSeconds: 1 }] },
    scaleDown: { stabilizationWindowSeconds: 0 },
  };
  const spec = { minReplicas: 1, maxReplicas: 1e6, metrics: [metric], behavior: unlimited };
  const controller = new HpaController(spec, { kubernetesVersion });
  const result = controller.sync(0, inputs);
  return result.error ?? result.replicas;
}

function cpuUtilization(averageUtilization: number): MetricSpec {
  return { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } };
}

const CPU_AVERAGE: MetricSpec = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'AverageValue', averageValue: '500m' } },
};

describe('utilization of requests', () => {
  test('three pods at 90 % for a target of 60 % become five: 3 * 1.5, rounded up', () => {
    expect(desired(cpuUtilization(60), cpuInputs([900, 900, 900]))).toBe(5);
  });

  test('utilization is truncated to a whole percent before it is compared: 66.9 % for 60 % is 1.1 and within tolerance', () => {
    expect(desired(cpuUtilization(60), cpuInputs([669, 669]))).toBe(2);
    expect(desired(cpuUtilization(60), cpuInputs([670, 670]))).toBe(3);
  });

  test('it is a ratio of sums, not a mean of ratios', () => {
    const inputs = cpuInputs([500, 100]);
    const small = examplePod({ name: 'web-1', containers: [{ name: 'app', requestsMilli: { cpu: 100 } }] });
    // 600m of 1100m is 54 %; the mean of 50 % and 100 % would be 75 %.
    expect(desired(cpuUtilization(27), { ...inputs, pods: [examplePod(), small] })).toBe(4);
  });

  test('memory beyond 2^53 milli-bytes times 100 still truncates exactly', () => {
    const gib = 2 ** 30 * 1000;
    const pods = [examplePod({ containers: [{ name: 'app', requestsMilli: { memory: 100 * gib } }] })];
    const memory: MetricSpec = {
      type: 'Resource',
      resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 50 } },
    };
    const used = (usage: number): HpaInputs => cpuInputs([0], { pods, resources: { memory: [exampleSample(usage)] } });
    expect(desired(memory, used(56 * gib - 1))).toBe(1);
    expect(desired(memory, used(56 * gib))).toBe(2);
  });

  test('a request missing anywhere, even on a pod being deleted, fails the metric and names the container', () => {
    const naked = examplePod({ name: 'web-1', deleting: true, containers: [{ name: 'sidecar', requestsMilli: {} }] });
    const inputs = cpuInputs([900, 900]);
    expect(desired(cpuUtilization(60), { ...inputs, pods: [examplePod(), naked] })).toContain(
      'missing request for cpu in container sidecar of Pod web-1',
    );
  });
});

describe('pods without a metric', () => {
  test('scaling down, they count as using all they request: 30 % and one unknown of three is 53 %, so 3 * 53/60', () => {
    // Of the two known ones alone: 2 * 0.5 = 1.
    expect(desired(cpuUtilization(60), cpuInputs([300, 300, undefined]))).toBe(3);
    expect(desired(cpuUtilization(60), cpuInputs([100, 100, undefined]))).toBe(2);
  });

  test('above a target of 100 % they count as being at the target', () => {
    // (100 + 100 + 1500) / 3000 = 56 % of 150 %: 3 * 56/150 = 1.12. At 100 % it would be 40 %: 0.8.
    expect(desired(cpuUtilization(150), cpuInputs([100, 100, undefined]))).toBe(2);
  });

  test('scaling up, they count as idle: 120 % of two, over three pods, is 80 % for 60 %', () => {
    expect(desired(cpuUtilization(60), cpuInputs([1200, 1200, undefined]))).toBe(4);
  });

  test('they may cancel a scaling but never turn it round', () => {
    expect(desired(cpuUtilization(60), cpuInputs([700, 700, undefined, undefined]))).toBe(4);
  });

  test('for an average value, scaling down, they count as exactly at the target', () => {
    // (100 + 100 + 500) / 3 = 233: 3 * 0.466 = 1.4.
    expect(desired(CPU_AVERAGE, cpuInputs([100, 100, undefined]))).toBe(2);
  });
});

describe('pods that are starting', () => {
  const starting = examplePod({ name: 'web-1', ready: 'False', startMs: -MINUTE_MS, readyTransitionMs: -MINUTE_MS });

  test('a pod not ready within the CPU initialization period counts as idle when scaling up', () => {
    const inputs = cpuInputs([1500, 1500]);
    // Alone, the ready pod would ask for 1 * 150/60 = 3. With the starting one at zero: 75/60 * 2.
    expect(desired(cpuUtilization(60), { ...inputs, pods: [examplePod(), starting] })).toBe(3);
    expect(desired(cpuUtilization(140), { ...inputs, pods: [examplePod(), starting] })).toBe(2);
  });

  test('a sample counts only when its window began after the pod became ready', () => {
    const fresh = examplePod({ name: 'web-1', startMs: -2 * MINUTE_MS, readyTransitionMs: -30_000 });
    const stale = { ...fresh, readyTransitionMs: -29_999 };
    const inputs = cpuInputs([900, 900]);
    expect(desired(cpuUtilization(60), { ...inputs, pods: [examplePod(), fresh] })).toBe(3);
    // Put aside, it counts as idle: 45 % of 60 % would turn the scale-up round.
    expect(desired(cpuUtilization(60), { ...inputs, pods: [examplePod(), stale] })).toBe(2);
  });

  test('later, a pod is put aside only if it has never been ready', () => {
    const everReady = examplePod({ name: 'web-1', ready: 'False', readyTransitionMs: -10 * MINUTE_MS });
    const neverReady = { ...everReady, readyTransitionMs: everReady.startMs! + 29_999 };
    const inputs = cpuInputs([900, 900]);
    expect(desired(cpuUtilization(60), { ...inputs, pods: [examplePod(), everReady] })).toBe(3);
    expect(desired(cpuUtilization(60), { ...inputs, pods: [examplePod(), neverReady] })).toBe(2);
  });

  test('memory is believed from the first sample on', () => {
    const inputs = cpuInputs([0, 0], { pods: [examplePod(), starting] });
    const memory: MetricSpec = {
      type: 'Resource',
      resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 60 } },
    };
    const samples = [exampleSample(900_000), exampleSample(900_000)];
    expect(desired(memory, { ...inputs, resources: { memory: samples } })).toBe(3);
  });

  test('no pod that counts is an error, not a scale-down', () => {
    expect(desired(cpuUtilization(60), cpuInputs([10], { pods: [{ ...starting, name: 'web-0' }] }))).toContain(
      'did not receive metrics for targeted pods (pods might be unready)',
    );
  });
});

test('failed pods and pods being deleted do not count', () => {
  const pods = [examplePod(), examplePod({ name: 'web-1', phase: 'Failed' }), examplePod({ name: 'web-2', deleting: true })];
  expect(desired(cpuUtilization(60), { ...cpuInputs([900, 5000, 5000]), pods, specReplicas: 1 })).toBe(2);
});

test('a container metric reads only its container, and has no value for a pod that does not run it', () => {
  const metric: MetricSpec = {
    type: 'ContainerResource',
    containerResource: { name: 'cpu', container: 'app', target: { type: 'AverageValue', averageValue: '500m' } },
  };
  const withProxy = exampleSample(0, {
    containers: [
      { name: 'proxy', usageMilli: 9000 },
      { name: 'app', usageMilli: 900 },
    ],
  });
  expect(desired(metric, cpuInputs([0, 0], { resources: { cpu: [withProxy, withProxy] } }))).toBe(4);
  const onlyProxy = exampleSample(0, { containers: [{ name: 'proxy', usageMilli: 9000 }] });
  // 900 for 500 over one pod would be 2; the other one counts as idle: 450 for 500 turns it round.
  expect(desired(metric, cpuInputs([0, 0], { resources: { cpu: [withProxy, onlyProxy] } }))).toBe(2);
});

test('a pod without the container of a utilization target requests nothing up to 1.34, and is an error from 1.35 on', () => {
  const metric: MetricSpec = {
    type: 'ContainerResource',
    containerResource: { name: 'cpu', container: 'app', target: { type: 'Utilization', averageUtilization: 50 } },
  };
  const renamed = examplePod({ name: 'web-1', containers: [{ name: 'server', requestsMilli: { cpu: 1000 } }] });
  const sample = exampleSample(0, { containers: [{ name: 'server', usageMilli: 900 }] });
  const inputs = cpuInputs([0, 0], { pods: [examplePod(), renamed], resources: { cpu: [exampleSample(900), sample] } });
  // 900 of 1000 and of nothing is 90 %, over two pods: 2 * 90/50 = 3.6.
  expect(desired(metric, inputs, '1.34')).toBe(4);
  expect(desired(metric, inputs, '1.35')).toContain('container app not found in Pod web-1');
});

test('samples of pods that are not in the list count for average values, but for utilization only in the number of pods', () => {
  const inputs = cpuInputs([900], { resources: { cpu: [exampleSample(900), exampleSample(100)] } });
  // (900 + 100) / 2 = 500: at the target.
  expect(desired(CPU_AVERAGE, inputs)).toBe(1);
  expect(desired(cpuUtilization(60), inputs)).toBe(2);
});

describe('totals', () => {
  const queue = (target: Record<string, string>): MetricSpec => ({
    type: 'External',
    external: { metric: { name: 'queue' }, target: { type: 'Value', ...target } },
  });
  const withQueue = (series: readonly number[], different: Partial<HpaInputs> = {}): HpaInputs =>
    cpuInputs([0, 0], { externalMetricsMilli: { queue: series }, ...different });

  test('an external Value scales the ready pods, summing its series: 50 + 10 for 30 doubles two pods', () => {
    expect(desired(queue({ value: '30' }), withQueue([50_000, 10_000]))).toBe(4);
    const oneReady = [examplePod(), examplePod({ name: 'web-1', ready: 'False' })];
    expect(desired(queue({ value: '30' }), withQueue([60_000], { pods: oneReady }))).toBe(2);
  });

  test('an external AverageValue divides by what the workload reports, and ignores pods', () => {
    expect(desired(queue({ averageValue: '30' }), withQueue([100_000], { pods: [] }))).toBe(4);
    expect(desired(queue({ averageValue: '30' }), withQueue([65_000], { statusReplicas: 2 }))).toBe(2);
    expect(desired(queue({ averageValue: '30' }), withQueue([65_000], { statusReplicas: 1 }))).toBe(3);
  });

  test('a Value that asks for more pods than an integer holds asks for none up to 1.34, and for the most there are from 1.35 on', () => {
    const tooMany = withQueue([9e15]);
    expect([desired(queue({ value: '1' }), tooMany, '1.34'), desired(queue({ value: '1' }), tooMany, '1.35')]).toEqual([1, 1e6]);
    const sumTooLarge = withQueue([9e18, 9e18]);
    const large = queue({ value: '1P' });
    expect([desired(large, sumTooLarge, '1.34'), desired(large, sumTooLarge, '1.35')]).toEqual([1, 19]);
  });

  test('a metric below zero asks for the fewest pods; it is no failure', () => {
    expect(desired(queue({ value: '30' }), withQueue([-30_000]))).toBe(1);
    expect(desired(queue({ value: '30' }), withQueue([-15_000, -1]))).toBe(1);
  });

  test('a Value without any pod cannot be computed once it is beyond the tolerance', () => {
    expect(desired(queue({ value: '30' }), withQueue([30_000], { pods: [] }))).toBe(2);
    expect(desired(queue({ value: '30' }), withQueue([60_000], { pods: [] }))).toContain('unable to calculate ready pods');
  });

  test('an object metric obeys the type of its target; an amount for another type never works', () => {
    const object = (target: MetricTarget): MetricSpec => ({
      type: 'Object',
      object: { describedObject: { kind: 'Ingress', name: 'web' }, metric: { name: 'rps' }, target },
    });
    const inputs = cpuInputs([0, 0], { objectMetricsMilli: { rps: 90_000 } });
    expect(desired(object({ type: 'Value', value: '60' }), inputs)).toBe(3);
    expect(desired(object({ type: 'AverageValue', averageValue: '60' }), inputs)).toBe(2);
    expect(desired(object({ type: 'Value', averageValue: '60' }), inputs)).toContain(
      'neither a value target nor an average value target',
    );
  });
});
