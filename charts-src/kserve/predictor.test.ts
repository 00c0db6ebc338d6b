import { edited, objectionTo, valueAt } from '../testing/edit';
import { objectOf, objectsOf, refusalOf } from '../testing/lab';

const KSERVE = `
services:
  fastapi: { enabled: false }
  queue: { enabled: false }
  kserve: { enabled: true }
`;

function of(...overlays: readonly string[]) {
  return objectOf(objectsOf(KSERVE, ...overlays), 'InferenceService', 'kserve');
}

const kserve = (settings: string): string => `services: { kserve: { ${settings} } }`;
const HPA = kserve(
  'autoscaling: { hpa: { minReplicas: 2, maxReplicas: 5, metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 60 } } }] } }',
);
const KPA = kserve(
  "mode: Knative, autoscaling: { knative: { containerConcurrency: 4, annotations: { autoscaling.knative.dev/max-scale: '3', autoscaling.knative.dev/target: '2', autoscaling.knative.dev/window: 30s } } }",
);

test('an InferenceService says its mode, its class, and what its container may use', () => {
  const object = of();
  expect(object.metadata.annotations).toEqual({
    'serving.kserve.io/deploymentMode': 'Standard',
    'serving.kserve.io/autoscalerClass': 'none',
  });
  expect(valueAt(object, 'spec.predictor.minReplicas')).toBe(1);
  expect(valueAt(object, 'spec.predictor.containers[0].name')).toBe('kserve-container');
  expect(valueAt(object, 'spec.predictor.containers[0].resources')).toEqual({
    requests: { cpu: '1', memory: '512Mi' },
    limits: { cpu: '1', memory: '1Gi' },
  });
  expect(valueAt(object, 'spec.predictor.containers[0].ports')).toEqual([
    { containerPort: 8080, name: 'http' },
    { containerPort: 8081, name: 'grpc' },
  ]);
});

test('an HPA is written as fields of KServe', () => {
  const object = of(HPA);
  expect(object.metadata.annotations).toMatchObject({ 'serving.kserve.io/autoscalerClass': 'hpa' });
  expect(valueAt(object, 'spec.predictor')).toMatchObject({
    minReplicas: 2,
    maxReplicas: 5,
    autoScaling: { metrics: [{ resource: { name: 'cpu', target: { averageUtilization: 60 } } }] },
  });
});

test('a ScaledObject is written as fields of KServe, with the defaults of KEDA', () => {
  const object = of(
    kserve(
      'autoscaling: { keda: { triggers: [{ type: prometheus, metadata: { serverAddress: "http://p", query: "sum(q)", threshold: "5" } }, { type: memory, metricType: AverageValue, metadata: { value: 300Mi } }] } }',
    ),
  );
  expect(object.metadata.annotations).toMatchObject({ 'serving.kserve.io/autoscalerClass': 'keda' });
  expect(valueAt(object, 'spec.predictor')).toMatchObject({
    minReplicas: 0,
    maxReplicas: 100,
    autoScaling: {
      metrics: [
        {
          type: 'External',
          external: {
            metric: { backend: 'prometheus', serverAddress: 'http://p', query: 'sum(q)' },
            target: { type: 'Value', value: '5' },
          },
        },
        { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '300Mi' } } },
      ],
    },
  });
});

test('in Knative mode the scale of the revision is in fields, because KServe drops those annotations', () => {
  const object = of(KPA);
  expect(object.metadata.annotations).toEqual({ 'serving.kserve.io/deploymentMode': 'Knative' });
  expect(valueAt(object, 'spec.predictor')).toMatchObject({
    minReplicas: 0,
    maxReplicas: 3,
    scaleTarget: 2,
    containerConcurrency: 4,
    timeout: 300,
    annotations: { 'autoscaling.knative.dev/window': '30s' },
  });
  expect(valueAt(object, 'spec.predictor.containers[0].ports')).toEqual([{ containerPort: 8080, name: 'http1' }]);
  expect(valueAt(object, 'spec.predictor.securityContext')).toBeUndefined();
  const policy = objectOf(objectsOf(KSERVE, KPA), 'NetworkPolicy', 'kserve');
  expect(valueAt(policy, 'spec.ingress[1].ports[0].port')).toBe(8012);
});

test.each([
  [
    'behavior, which class hpa ignores',
    kserve('autoscaling: { hpa: { maxReplicas: 2, behavior: { scaleUp: { stabilizationWindowSeconds: 5 } } } }'),
    'services.kserve.autoscaling.hpa.behavior\n  is ignored by class hpa (kserve-behavior-ignored)',
  ],
  [
    'a metric that KServe replaces',
    kserve(
      'autoscaling: { hpa: { maxReplicas: 2, metrics: [{ type: Resource, resource: { name: cpu, target: { type: AverageValue, averageValue: 500m } } }] } }',
    ),
    'services.kserve.autoscaling.hpa.metrics\n  a metric of autoScaling is not possible in Standard mode with class hpa',
  ],
  [
    'an HPA in Knative mode',
    kserve('mode: Knative, autoscaling: { hpa: { maxReplicas: 2 } }'),
    'autoscaling.hpa: has no effect in Knative mode',
  ],
  ['a KPA in Standard mode', kserve('autoscaling: { knative: {} }'), 'autoscaling.knative: has no effect in Standard mode'],
  [
    'KEDA in Knative mode',
    kserve('mode: Knative, autoscaling: { keda: { triggers: [{ type: cpu, metadata: {} }] } }'),
    'autoscaling.keda: has no effect in Knative mode',
  ],
  [
    'a trigger that an InferenceService has no field for',
    kserve('autoscaling: { keda: { triggers: [{ type: redis, metadata: { address: r:1, listName: l } }] } }'),
    "autoscaling.keda.triggers[0].type: redis is not a trigger that KServe's class keda knows\n  Use prometheus, cpu, memory.",
  ],
  [
    'a setting of KEDA that does not reach the ScaledObject',
    kserve(
      'autoscaling: { keda: { pollingInterval: 5, triggers: [{ type: cpu, metricType: Utilization, metadata: { value: "60" } }] } }',
    ),
    "autoscaling.keda.pollingInterval: is not passed on by KServe's class keda",
  ],
])('%s is refused', (_, overlay, message) => {
  expect(refusalOf(KSERVE, overlay)).toContain(message);
});

test.each([
  ['metadata.annotations[serving.kserve.io/deploymentMode]', undefined, 'inference-service-explicit'],
  ['metadata.annotations[serving.kserve.io/autoscalerClass]', undefined, 'inference-service-explicit'],
  ['spec.predictor.containers[0].name', 'server', 'inference-service-container'],
  ['spec.predictor.containers[0].resources.limits.memory', undefined, 'resources-bounded'],
  ['spec.predictor.containers[0].securityContext.runAsNonRoot', false, 'container-restricted'],
  ['spec.predictor.containers[0].readinessProbe', undefined, 'probes-set'],
  ['spec.predictor.containerConcurrency', 4, 'kserve-no-effect-in-standard'],
  ['spec.predictor.minReplicas', 0, 'kserve-zero-becomes-one'],
  ['spec.predictor.scaleMetric', 'concurrency', 'kserve-autoscaling-overrides'],
  ['spec.predictor.autoScaling.behavior', {}, 'kserve-behavior-ignored'],
  ['spec.predictor.automountServiceAccountToken', undefined, 'token-unmounted'],
  ['spec.predictor.maxReplica', 4, 'Kubernetes schema'],
  ['spec.predictor.scaleMetric', 'gpu', 'Kubernetes schema'],
  ['spec.predictor.containers[0].resource', {}, 'Kubernetes schema'],
])('%s set to %j is refused by %s', (path, value, rule) => {
  const objects = objectsOf(KSERVE, HPA);
  expect(objectionTo(objects)).toBe('');
  const broken = objects.map((object) => (object.kind === 'InferenceService' ? edited(object, path, value) : object));
  expect(objectionTo(broken)).toContain(`(${rule})`);
});
