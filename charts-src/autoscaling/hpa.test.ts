import { objectOf, objectsOf, refusalOf } from '../testing/lab';

function withHpa(hpa: string, more = ''): string {
  return `${more}\nservices: { queue: { enabled: false }, fastapi: { autoscaling: { hpa: ${hpa} } } }\n`;
}

const CPU = '{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 65 } } }';

test('an HPA owns the number of pods, so the Deployment says none', () => {
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

test('behavior is written both ways or not at all: the unsaid direction shows the API defaults', () => {
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
  ['{ minReplicas: 0, maxReplicas: 5 }', 'minReplicas: 0 is below 1, the least that Kubernetes 1.34 accepts'],
  [
    `{ maxReplicas: 5, metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization } } }] }`,
    'metrics[0].resource.target.averageUtilization: is missing, and target.type is Utilization',
  ],
  [
    `{ maxReplicas: 5, metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50, averageValue: 1 } } }] }`.replace(
      'averageValue: 1',
      "averageValue: '1'",
    ),
    'metrics[0].resource.target.averageValue: 1 is set beside target.type Utilization, which reads averageUtilization',
  ],
  [
    `{ maxReplicas: 5, metrics: [${CPU}, { type: Pods, pods: { metric: { name: rps }, target: { type: Value, value: '5' } } }] }`,
    'metrics[1].pods.target.type: Value is not read for a Pods metric\n  Use AverageValue.',
  ],
  [
    `{ maxReplicas: 5, metrics: [{ type: External, external: { metric: { name: a/b }, target: { type: Value, value: '5' } } }] }`,
    'metrics[0].external.metric.name: "a/b" is no metric name',
  ],
  [
    `{ maxReplicas: 5, metrics: [{ type: External, external: { metric: { name: depth }, target: { type: AverageValue, averageValue: '0' } } }] }`,
    'metrics[0].external.target.averageValue: 0 is not above 0',
  ],
  [
    `{ maxReplicas: 5, metrics: [{ type: ContainerResource, containerResource: { name: cpu, container: fastapy, target: { type: Utilization, averageUtilization: 60 } } }] }`,
    'metrics[0].containerResource.container: fastapy is no container of the pods\n  Use fastapi.',
  ],
  [
    "{ maxReplicas: 5, behavior: { scaleUp: { tolerance: '0.05' } } }",
    'behavior.scaleUp.tolerance: 0.05 is dropped silently by Kubernetes 1.34',
  ],
])('synth refuses %s', (hpa, message) => {
  const refusal = refusalOf(withHpa(hpa));
  expect(refusal).toContain('lab.yaml  services.fastapi.autoscaling.hpa\n');
  expect(refusal).toContain(message);
});

test('tolerance is taken from Kubernetes 1.35 on, scale to zero from 1.37 on with a metric that needs no pod', () => {
  expect(
    refusalOf(withHpa("{ maxReplicas: 5, behavior: { scaleUp: { tolerance: '0.05' } } }", "kubernetesVersion: '1.35'")),
  ).not.toContain('dropped silently');
  const external = "{ type: External, external: { metric: { name: depth }, target: { type: AverageValue, averageValue: '5' } } }";
  expect(refusalOf(withHpa(`{ minReplicas: 0, maxReplicas: 5, metrics: [${external}] }`, "kubernetesVersion: '1.37'"))).toBe('');
  expect(refusalOf(withHpa(`{ minReplicas: 0, maxReplicas: 5, metrics: [${CPU}] }`, "kubernetesVersion: '1.37'"))).toContain(
    'minReplicas: 0 needs an Object or External metric',
  );
  expect(refusalOf(withHpa(`{ minReplicas: 0, maxReplicas: 5, metrics: [${external}] }`, "kubernetesVersion: '1.36'"))).toContain(
    'minReplicas: 0 is below 1',
  );
});

test('workers under an HPA on CPU are accepted', () => {
  const lab = `services: { fastapi: { enabled: false }, queue: { worker: { autoscaling: { hpa: { maxReplicas: 3, metrics: [${CPU}] } } } } }`;
  const objects = objectsOf(lab);
  expect(objectOf(objects, 'HorizontalPodAutoscaler', 'queue-worker')['spec']).toMatchObject({ maxReplicas: 3 });
  expect(objectOf(objects, 'Deployment', 'queue-worker')['spec']).not.toHaveProperty('replicas');
});
