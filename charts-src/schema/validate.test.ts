import type { KubernetesObject } from '../../contract';
import { edited } from '../testing/edit';
import { objectOf, objectsOf } from '../testing/lab';
import keda from './keda.json';
import knative from './knative.json';
import kubernetes from './kubernetes.json';
import { schemaFindings } from './validate';

const DEPLOYMENT = objectOf(objectsOf(''), 'Deployment', 'fastapi');

test('schemas say which upstream version and file they come from', () => {
  expect(kubernetes.source).toEqual({ module: 'k8s.io/kubernetes@v1.34.4', files: ['api/openapi-spec/swagger.json'] });
  expect([kubernetes, knative, keda].map(({ licence }) => licence)).toEqual(['Apache-2.0', 'Apache-2.0', 'Apache-2.0']);
});

test('a field that does not exist is refused with the nearest one that does', () => {
  expect(schemaFindings(edited(DEPLOYMENT, 'spec.template.spec.containers[0].readinesProbe', {}))).toEqual([
    {
      object: 'Deployment/fastapi',
      field: 'spec.template.spec.containers[0].readinesProbe',
      problem: 'is no field of the API',
      fix: 'Did you mean readinessProbe?',
    },
  ]);
});

test('a missing field, a wrong type and a status are each refused by name', () => {
  const findings = (path: string, value: unknown) =>
    schemaFindings(edited(DEPLOYMENT, path, value)).map(({ field, problem }) => [field, problem]);
  expect(findings('spec.selector', undefined)).toEqual([['spec.selector', 'is missing']]);
  expect(findings('spec.replicas', '2')).toEqual([['spec.replicas', '"2" must be integer']]);
  expect(findings('status', {})).toEqual([['status', 'is no field of the API']]);
});

test('a port may be a number or a name', () => {
  const service = objectOf(objectsOf(''), 'Service', 'fastapi');
  const findings = (targetPort: unknown) => schemaFindings(edited(service, 'spec.ports[0].targetPort', targetPort));
  expect([findings(8000), findings('http')]).toEqual([[], []]);
  expect(findings(true)).not.toEqual([]);
});

test('an object of a kind or version without a schema is refused, not skipped', () => {
  const ingress: KubernetesObject = {
    apiVersion: 'autoscaling/v2beta2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'fastapi' },
  };
  expect(schemaFindings(ingress)).toEqual([
    {
      object: 'HorizontalPodAutoscaler/fastapi',
      field: 'kind',
      problem: 'autoscaling/v2beta2/HorizontalPodAutoscaler has no schema here',
      fix: 'Did you mean autoscaling/v2/HorizontalPodAutoscaler?',
    },
  ]);
});
