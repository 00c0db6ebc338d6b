import type { KubernetesObject } from '../../../contract';
import { DEFAULT_AUTOSCALER_CONFIG } from '../../../scaling/kpa';
import type { Deployment } from '../../kubernetes/workloads';
import type { KnativeServiceManifest } from '../../kubernetes/autoscalers';
import { validate } from '../../kubernetes/validate';
import { deploymentOf, revisionOf } from './revision';

function service(container: object, parts: { spec?: object; metadata?: object } = {}): KnativeServiceManifest {
  const object: KubernetesObject = {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: { name: 'fastapi', namespace: 'lab' },
    spec: {
      template: {
        metadata: { labels: { team: 'ml' }, ...parts.metadata },
        spec: { containers: [{ image: 'x', ...container }], ...parts.spec },
      },
    },
  };
  return validate([object])[0]!.parsed as KnativeServiceManifest;
}

/** The Deployment as the engine reads it. */
function deployment(
  container: object,
  parts: { spec?: object; metadata?: object } = {},
  config = DEFAULT_AUTOSCALER_CONFIG,
): Deployment {
  return validate([deploymentOf(service(container, parts), config)])[0]!.parsed as Deployment;
}

test('a Service becomes the Deployment of its first revision, with the labels and the environment of Knative', () => {
  const { metadata, spec } = deployment({ ports: [{ containerPort: 8000 }], env: [{ name: 'A', value: '1' }] });
  expect(metadata.name).toBe('fastapi-00001-deployment');
  expect(spec.selector.matchLabels).toEqual({ 'serving.knative.dev/revision': 'fastapi-00001' });
  expect(spec.template.metadata.labels).toMatchObject({
    team: 'ml',
    'serving.knative.dev/service': 'fastapi',
    app: 'fastapi-00001',
  });
  expect(spec.template.spec.containers[0]!.env.map(({ name, value }) => `${name}=${value ?? ''}`)).toEqual([
    'A=1',
    'PORT=8000',
    'K_REVISION=fastapi-00001',
    'K_CONFIGURATION=fastapi',
    'K_SERVICE=fastapi',
  ]);
});

test('a container without port or probe listens on 8080 and is ready when that port opens', () => {
  const [container] = deployment({}).spec.template.spec.containers;
  expect(container).toMatchObject({
    name: 'user-container',
    ports: [{ containerPort: 8080 }],
    readinessProbe: { tcpSocket: { port: 8080 } },
  });
  expect(revisionOf(service({})).port).toBe(8080);
});

test('a probe without a port uses the port of the container', () => {
  const probe = { httpGet: { path: '/readyz' }, periodSeconds: 2 };
  const [container] = deployment({ ports: [{ containerPort: 8000 }], readinessProbe: probe, livenessProbe: probe }).spec.template
    .spec.containers;
  expect(container!.readinessProbe).toMatchObject({ httpGet: { path: '/readyz', port: 8000 }, periodSeconds: 2 });
  expect(container!.livenessProbe).toMatchObject({ httpGet: { port: 8000 } });
});

test('the revision name, the time-out and the concurrency are those of the template', () => {
  const revision = revisionOf(
    service({}, { metadata: { name: 'fastapi-blue' }, spec: { timeoutSeconds: 60, containerConcurrency: 8 } }),
  );
  expect(revision).toMatchObject({ name: 'fastapi-blue', timeoutMs: 60_000, podAutoscaler: { containerConcurrency: 8 } });
  expect(deployment({}, { spec: { timeoutSeconds: 60 } }).spec.template.spec.terminationGracePeriodSeconds).toBe(60);
});

test('it begins with initial-scale pods, of the revision or of the cluster', () => {
  expect(deployment({}).spec.replicas).toBe(1);
  expect(deployment({}, { metadata: { annotations: { 'autoscaling.knative.dev/initial-scale': '3' } } }).spec.replicas).toBe(3);
  expect(deployment({}, {}, { ...DEFAULT_AUTOSCALER_CONFIG, initialScale: 2 }).spec.replicas).toBe(2);
});

test('traffic for several revisions is refused, and a misspelt field names the right one', () => {
  const base = service({});
  const split = [
    { revisionName: 'a', percent: 50 },
    { revisionName: 'b', percent: 50 },
  ];
  expect(() => validate([{ ...base, spec: { ...base.spec, traffic: split } }])).toThrow(
    'a Service has one revision on the local engine',
  );
  expect(() => validate([{ ...base, spec: { ...base.spec, trafic: [] } }])).toThrow('Did you mean traffic?');
});
