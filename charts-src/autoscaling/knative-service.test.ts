import { objectOf, objectsOf, refusalOf } from '../testing/lab';
import { valueAt } from '../testing/edit';
import { knativeProblems } from './knative-problems';

function withKnative(knative: string, more = ''): string {
  return `services: { queue: { enabled: false }, fastapi: { ${more} autoscaling: { knative: ${knative} } } }\n`;
}

test('a Knative Service takes the place of the Deployment and its Service, with the same container', () => {
  const plain = objectsOf('services: { queue: { enabled: false } }');
  const objects = objectsOf(withKnative('{}'));
  expect(objects.filter(({ kind }) => kind === 'Deployment')).toEqual([]);
  expect(objects.filter(({ kind }) => kind === 'Service').map(({ apiVersion }) => apiVersion)).toEqual([
    'serving.knative.dev/v1',
  ]);
  const [revision, pod] = [objectOf(objects, 'Service', 'fastapi'), objectOf(plain, 'Deployment', 'fastapi')];
  for (const field of [
    'image',
    'resources',
    'securityContext',
    'startupProbe',
    'readinessProbe',
    'livenessProbe',
    'volumeMounts',
  ])
    expect(valueAt(revision, `spec.template.spec.containers[0].${field}`)).toEqual(
      valueAt(pod, `spec.template.spec.containers[0].${field}`),
    );
});

test('nothing stands in the revision that Knative reserves or refuses by default', () => {
  const container = valueAt(objectOf(objectsOf(withKnative('{}')), 'Service', 'fastapi'), 'spec.template.spec.containers[0]') as {
    env: { name: string; valueFrom?: object }[];
    ports: object[];
  };
  expect(container.env.map(({ name }) => name)).not.toContain('PORT');
  expect(container.env.filter(({ valueFrom }) => valueFrom !== undefined && 'fieldRef' in valueFrom)).toEqual([]);
  expect(container.ports).toEqual([{ containerPort: 8000, name: 'http1' }]);
  expect(container).not.toHaveProperty('lifecycle');
});

test('a benchmark calls a Knative Service on the usual HTTP port, and scrapes its pods on their own', () => {
  const lab =
    withKnative('{}') +
    'scenarios: { s: { phases: [{ seconds: 1, rps: 1 }] } }\nbenchmarks: { autoscaling/knative: { kind: autoscaling, target: fastapi, scenario: s } }\n';
  const input = valueAt(objectOf(objectsOf(lab), 'ConfigMap', 'bench-autoscaling-knative'), 'data[benchmark.json]');
  expect(JSON.parse(input as string)).toMatchObject({
    targets: { fastapi: { url: 'http://fastapi.ml-scaling-lab.svc.cluster.local:80', metricsPort: 8000 } },
  });
});

test("a port of Knative's own proxy is refused", () => {
  expect(refusalOf(withKnative('{}', 'port: 8012,'))).toContain("port: 8012 is taken by Knative's queue-proxy");
});

function fieldsOf(annotations: Record<string, string>, containerConcurrency = 0): string[] {
  const keyed = Object.entries(annotations).map(([key, value]) => [`autoscaling.knative.dev/${key}`, value]);
  const settings = {
    containerConcurrency,
    timeoutSeconds: 300,
    annotations: Object.fromEntries(keyed) as Record<string, string>,
  };
  return knativeProblems(settings).map(({ field, problem }) => `${field.split('/')[1] ?? field}: ${problem}`);
}

// Bounds of pkg/apis/autoscaling/annotation_validation_test.go, Knative Serving v0.42.2.
test.each([
  [{ 'min-scale': '4', 'max-scale': '4' }],
  [{ 'max-scale': '0', 'min-scale': '7' }],
  [{ 'activation-scale': '2', 'max-scale': '2' }],
  [{ window: '6s' }],
  [{ window: '1h' }],
  [{ 'scale-down-delay': '0s' }],
  [{ 'scale-to-zero-pod-retention-period': '2m3s' }],
  [{ 'target-burst-capacity': '-1' }],
  [{ 'panic-window-percentage': '10', 'panic-threshold-percentage': '200' }],
  [{ metric: 'rps', target: '150' }],
  [{ 'metric-aggregation-algorithm': 'weighted-exponential' }],
  [{ class: 'hpa.autoscaling.knative.dev', metric: 'cpu', target: '75' }],
])('%j is accepted', (annotations) => {
  expect(fieldsOf(annotations as Record<string, string>)).toEqual([]);
});

test.each([
  [{ 'min-scale': '5', 'max-scale': '4' }, 'min-scale: 5 is above max-scale 4'],
  [{ 'min-scale': '-1' }, 'min-scale: "-1" is not a whole number within 0 and 2147483647'],
  [{ 'min-scale': '1.5' }, 'min-scale: "1.5" is not a whole number within 0 and 2147483647'],
  [{ 'activation-scale': '1' }, 'activation-scale: "1" is below 2'],
  [{ 'activation-scale': '3', 'max-scale': '2' }, 'activation-scale: 3 is above max-scale 2'],
  [{ window: '5s' }, 'window: "5s" is not within 6s and 1h'],
  [{ window: '2h' }, 'window: "2h" is not within 6s and 1h'],
  [{ window: '9m9.9s' }, 'window: "9m9.9s" is finer than a second'],
  [{ window: 'soon' }, 'window: "soon" is not a duration such as "30s", "2m" or "1h"'],
  [{ 'scale-down-delay': '61m' }, 'scale-down-delay: "61m" is not within 0s and 1h'],
  [{ target: '0.001' }, 'target: "0.001" is not a number of at least 0.01'],
  [{ 'target-utilization-percentage': '101' }, 'target-utilization-percentage: "101" is not a number within 1 and 100'],
  [{ 'target-burst-capacity': '-2' }, 'target-burst-capacity: "-2" is not a number of at least 0'],
  [{ 'panic-threshold-percentage': '109' }, 'panic-threshold-percentage: "109" is not a number within 110 and 1000'],
  [{ metric: 'cpu' }, 'metric: "cpu" is not one of concurrency, rps (class kpa.autoscaling.knative.dev)'],
  [
    { class: 'vpa.autoscaling.knative.dev' },
    'class: "vpa.autoscaling.knative.dev" is not one of kpa.autoscaling.knative.dev, hpa.autoscaling.knative.dev',
  ],
  [{ 'initial-scale': '0' }, 'initial-scale: "0" is 0, which clusters refuse by default (allow-zero-initial-scale)'],
  [{ 'initial-scale': '6', 'max-scale': '4' }, 'initial-scale: 6 is above max-scale 4, which it ignores'],
  [{ 'initial-scale': '2', 'min-scale': '4' }, 'initial-scale: 2 is ignored: min-scale 4 is above it'],
  [{ class: 'hpa.autoscaling.knative.dev', window: '60s' }, 'window: is ignored by class hpa.autoscaling.knative.dev'],
  [{ 'min-scales': '1' }, 'min-scales: is not read by any version of Knative'],
])('%j is refused', (annotations, message) => {
  expect(fieldsOf(annotations as Record<string, string>)).toEqual([message]);
});

test('a target above the container concurrency is refused, because it is capped silently', () => {
  expect(fieldsOf({ target: '20' }, 10)).toEqual(['target: 20 is above containerConcurrency 10, which caps it silently']);
  expect(fieldsOf({ target: '10' }, 10)).toEqual([]);
  expect(fieldsOf({ target: '20', metric: 'rps' }, 10)).toEqual([]);
});

test('a misspelt annotation names the nearest one', () => {
  expect(refusalOf(withKnative("{ annotations: { autoscaling.knative.dev/minscale: '1' } }"))).toBe(
    'lab.yaml  services.fastapi.autoscaling.knative\n' +
      '  annotations.autoscaling.knative.dev/minscale: is not read by any version of Knative\n' +
      '  Did you mean autoscaling.knative.dev/min-scale?',
  );
});
