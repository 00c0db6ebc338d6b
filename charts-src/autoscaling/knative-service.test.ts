import { objectOf, objectsOf, refusalOf } from '../testing/lab';
import { valueAt } from '../testing/edit';

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

test('the revision has no field that Knative reserves or refuses by default', () => {
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

test('a misspelt annotation names the nearest one', () => {
  expect(refusalOf(withKnative("{ annotations: { autoscaling.knative.dev/minscale: '1' } }"))).toBe(
    'lab.yaml  services.fastapi.autoscaling.knative.annotations.autoscaling.knative.dev/minscale\n' +
      '  is not an annotation that Knative reads. Did you mean autoscaling.knative.dev/min-scale? (setting-ignored)\n' +
      '  Correct or remove it as the message says.\n' +
      '  code: setting-wrong',
  );
});
