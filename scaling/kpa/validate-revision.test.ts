import { DEFAULT_AUTOSCALER_CONFIG } from './config';
import { parseAutoscalerConfig } from './parse-config';
import { validateServiceAnnotations } from './validate-annotations';
import { validateRevision } from './validate-revision';

/** What is wrong with annotations, by their name without the group. */
function fieldsOf(annotations: Record<string, string>, containerConcurrency = 0): string[] {
  const keyed = Object.entries(annotations).map(([key, value]) => [`autoscaling.knative.dev/${key}`, value]);
  const revision = { containerConcurrency, annotations: Object.fromEntries(keyed) as Record<string, string> };
  return validateRevision(revision, DEFAULT_AUTOSCALER_CONFIG).map(
    ({ path, message }) => `${path.replace('autoscaling.knative.dev/', '')}: ${message}`,
  );
}

// Bounds of pkg/apis/autoscaling/annotation_validation_test.go, Knative Serving v0.42.2.
test.each([
  [{ 'min-scale': '4', 'max-scale': '4' }],
  [{ 'max-scale': '0', 'min-scale': '7' }],
  [{ minScale: '1' }],
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
  // MakeHPA makes it the stabilization window of both directions.
  [{ class: 'hpa.autoscaling.knative.dev', window: '60s' }],
])('%j is accepted', (annotations) => {
  expect(fieldsOf(annotations as Record<string, string>)).toEqual([]);
});

test.each([
  [{ 'min-scale': '5', 'max-scale': '4' }, 'min-scale: max-scale=4 is less than min-scale=5'],
  [{ 'min-scale': '-1' }, 'min-scale: expected 0 <= -1 <= 2147483647'],
  [{ 'min-scale': '1.5' }, 'min-scale: invalid value: 1.5'],
  [{ 'activation-scale': '1' }, 'activation-scale: activation-scale=1 must be greater than 1'],
  [{ 'activation-scale': '3', 'max-scale': '2' }, 'activation-scale: max-scale=2 is less than activation-scale=3'],
  [{ window: '5s' }, 'window: expected 6s <= 5s <= 1h0m0s'],
  [{ window: '2h' }, 'window: expected 6s <= 2h <= 1h0m0s'],
  [{ window: '9m9.9s' }, 'window: must be specified with at most second precision'],
  [{ window: 'soon' }, 'window: invalid value: soon'],
  [{ 'scale-down-delay': '61m' }, 'scale-down-delay: expected 0s <= 61m <= 1h0m0s'],
  [{ target: '0.001' }, 'target: target 0.001 should be at least 0.01'],
  [{ 'target-utilization-percentage': '101' }, 'target-utilization-percentage: expected 1 <= 101 <= 100'],
  [{ 'target-burst-capacity': '-2' }, 'target-burst-capacity: invalid value: -2'],
  [{ 'panic-threshold-percentage': '109' }, 'panic-threshold-percentage: expected 110 <= 109 <= 1000'],
  [{ metric: 'cpu' }, 'metric: invalid value: cpu'],
  [{ class: 'vpa.autoscaling.knative.dev' }, 'class: invalid value: vpa.autoscaling.knative.dev'],
  [{ 'initial-scale': '0' }, 'initial-scale: invalid value: 0, 0 not allowed by cluster'],
  [{ 'initial-scale': '2', 'min-scale': '4' }, 'initial-scale: 2 has no effect: it starts with min-scale 4 pods'],
  [
    { class: 'hpa.autoscaling.knative.dev', 'scale-down-delay': '60s' },
    'scale-down-delay: is not read by class hpa.autoscaling.knative.dev',
  ],
  [{ 'min-scales': '1' }, 'min-scales: is not an annotation that Knative reads. Did you mean autoscaling.knative.dev/min-scale?'],
])('%j is named', (annotations, message) => {
  expect(fieldsOf(annotations as Record<string, string>)).toContain(message);
});

test('a target above the container concurrency is named, because it is capped silently', () => {
  expect(fieldsOf({ target: '20' }, 10)).toEqual(['target: 20 is more than containerConcurrency: 10 is used']);
  expect(fieldsOf({ target: '10' }, 10)).toEqual([]);
  expect(fieldsOf({ target: '20', metric: 'rps' }, 10)).toEqual([]);
});

test('a revision may take ten minutes to answer, and no longer', () => {
  const revision = { annotations: {}, containerConcurrency: 0 };
  expect(validateRevision(revision, DEFAULT_AUTOSCALER_CONFIG, 600)).toEqual([]);
  expect(validateRevision(revision, DEFAULT_AUTOSCALER_CONFIG, 601)).toMatchObject([
    { path: 'spec.timeoutSeconds', message: 'expected 0 <= 601 <= 600', effect: 'rejected' },
  ]);
});

test('a target above containerConcurrency is named as not used', () => {
  const annotations = { 'autoscaling.knative.dev/target': '50' };

  expect(validateRevision({ annotations, containerConcurrency: 10 }, DEFAULT_AUTOSCALER_CONFIG)).toEqual([
    { path: 'autoscaling.knative.dev/target', message: '50 is more than containerConcurrency: 10 is used', effect: 'ignored' },
  ]);
  expect(validateRevision({ annotations, containerConcurrency: 0 }, DEFAULT_AUTOSCALER_CONFIG)).toEqual([]);
});

test('containerConcurrency is at most 1000', () => {
  expect(validateRevision({ annotations: {}, containerConcurrency: 1001 }, DEFAULT_AUTOSCALER_CONFIG)).toMatchObject([
    { path: 'spec.containerConcurrency', effect: 'rejected' },
  ]);
});

test('a misspelt annotation is named with the nearest one', () => {
  const annotations = { 'autoscaling.knative.dev/max-scales': '5' };

  expect(validateRevision({ annotations, containerConcurrency: 0 }, DEFAULT_AUTOSCALER_CONFIG)).toMatchObject([
    { effect: 'ignored', message: expect.stringContaining('Did you mean autoscaling.knative.dev/max-scale?') as string },
  ]);
});

test('autoscaling annotations on the Service itself are refused', () => {
  expect(validateServiceAnnotations({ 'autoscaling.knative.dev/min-scale': '1', 'example.com/x': '1' })).toHaveLength(1);
});

test('an unknown key of config-autoscaler is named with the nearest one, the example is not', () => {
  const { problems } = parseAutoscalerConfig({ 'stable-windows': '30s', _example: '...' });

  expect(problems).toEqual([
    {
      path: 'stable-windows',
      message: 'is not a setting of config-autoscaler. Did you mean stable-window?',
      effect: 'ignored',
    },
  ]);
});
