import { bothDirections } from './hpa';
import { objectOf, objectsOf, refusalOf } from '../testing/lab';

function withHpa(hpa: string, more = ''): string {
  return `${more}\nservices: { queue: { enabled: false }, fastapi: { autoscaling: { hpa: ${hpa} } } }\n`;
}

const CPU = '{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 65 } } }';

test('an HPA owns the number of pods, so the Deployment gives none', () => {
  const objects = objectsOf(withHpa('{ minReplicas: 2, maxReplicas: 6 }'));
  expect(objectOf(objects, 'Deployment', 'fastapi')['spec']).not.toHaveProperty('replicas');
  expect(objectOf(objects, 'HorizontalPodAutoscaler', 'fastapi')['spec']).toEqual({
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'fastapi' },
    minReplicas: 2,
    maxReplicas: 6,
  });
});

test('an HPA that keeps two pods gets a disruption budget, one that keeps one pod does not', () => {
  const kinds = (hpa: string) => objectsOf(withHpa(hpa)).map(({ kind }) => kind);
  expect(kinds('{ minReplicas: 2, maxReplicas: 6 }')).toContain('PodDisruptionBudget');
  expect(kinds('{ minReplicas: 1, maxReplicas: 6 }')).not.toContain('PodDisruptionBudget');
});

test('behavior is written for both directions or not at all: the missing one shows the API defaults', () => {
  const objects = objectsOf(withHpa('{ maxReplicas: 6, behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } }'));
  expect(objectOf(objects, 'HorizontalPodAutoscaler', 'fastapi')['spec']).toMatchObject({
    behavior: {
      scaleDown: { stabilizationWindowSeconds: 60 },
      scaleUp: {
        stabilizationWindowSeconds: 0,
        selectPolicy: 'Max',
        policies: [
          { type: 'Pods', value: 4, periodSeconds: 15 },
          { type: 'Percent', value: 100, periodSeconds: 15 },
        ],
      },
    },
  });
});

test.each([
  ['{ minReplicas: 0, maxReplicas: 5 }', ['minReplicas', 'is 0, which Kubernetes 1.34']],
  [
    `{ maxReplicas: 5, metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization } } }] }`,
    ['metrics[0].resource.target.averageUtilization', 'or averageValue is required'],
  ],
  [
    `{ maxReplicas: 5, metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50, averageValue: 1 } } }] }`.replace(
      'averageValue: 1',
      "averageValue: '1'",
    ),
    ['metrics[0].resource.target.averageValue', 'may not be set together with averageUtilization'],
  ],
  [
    `{ maxReplicas: 5, metrics: [${CPU}, { type: Pods, pods: { metric: { name: rps }, target: { type: Value, value: '5' } } }] }`,
    ['metrics[1].pods.target.averageValue', 'is required'],
  ],
  [
    `{ maxReplicas: 5, metrics: [{ type: External, external: { metric: { name: a/b }, target: { type: Value, value: '5' } } }] }`,
    ['metrics[0].external.metric.name', 'may not contain "/"'],
  ],
  [
    `{ maxReplicas: 5, metrics: [{ type: External, external: { metric: { name: depth }, target: { type: AverageValue, averageValue: '0' } } }] }`,
    ['metrics[0].external.target.averageValue', 'is 0; must be positive'],
  ],
  [
    `{ maxReplicas: 5, metrics: [{ type: ContainerResource, containerResource: { name: cpu, container: fastapy, target: { type: Utilization, averageUtilization: 60 } } }] }`,
    ['metrics[0]', 'there is no container fastapy in the pods it moves'],
  ],
  [
    "{ maxReplicas: 5, behavior: { scaleUp: { tolerance: '0.05' } } }",
    ['behavior.scaleUp.tolerance', '0.05 is dropped on Kubernetes 1.34'],
  ],
] as const)('synth refuses %s', (hpa, [field, message]) => {
  const refusal = refusalOf(withHpa(hpa));
  expect(refusal).toContain(`lab.yaml  services.fastapi.autoscaling.hpa.${field}\n  ${message}`);
});

test('tolerance is taken from Kubernetes 1.35 on, scale to zero from 1.37 on with a metric that needs no pod', () => {
  expect(
    refusalOf(withHpa("{ maxReplicas: 5, behavior: { scaleUp: { tolerance: '0.05' } } }", "kubernetesVersion: '1.35'")),
  ).toBe('');
  const external = "{ type: External, external: { metric: { name: depth }, target: { type: AverageValue, averageValue: '5' } } }";
  expect(refusalOf(withHpa(`{ minReplicas: 0, maxReplicas: 5, metrics: [${external}] }`, "kubernetesVersion: '1.37'"))).toBe('');
  expect(refusalOf(withHpa(`{ minReplicas: 0, maxReplicas: 5, metrics: [${CPU}] }`, "kubernetesVersion: '1.37'"))).toContain(
    'hpa.metrics\n  has only metrics of pods, and minReplicas is 0',
  );
  expect(refusalOf(withHpa(`{ minReplicas: 0, maxReplicas: 5, metrics: [${external}] }`, "kubernetesVersion: '1.36'"))).toContain(
    'hpa.minReplicas\n  is 0, which Kubernetes 1.36',
  );
});

test('workers under an HPA on CPU are accepted', () => {
  const lab = `services: { fastapi: { enabled: false }, queue: { worker: { autoscaling: { hpa: { maxReplicas: 3, metrics: [${CPU}] } } } } }`;
  const objects = objectsOf(lab);
  expect(objectOf(objects, 'HorizontalPodAutoscaler', 'queue-worker')['spec']).toMatchObject({ maxReplicas: 3 });
  expect(objectOf(objects, 'Deployment', 'queue-worker')['spec']).not.toHaveProperty('replicas');
});

test('no behavior stays no behavior', () => {
  expect(bothDirections({})).toEqual({});
});
