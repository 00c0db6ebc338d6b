import type { KubernetesObject } from '../../contract';
import { jobInputOf } from '../benchmarks/input';
import { synthLab } from '../synth-lab';
import { labInput } from '../testing/lab';

const SCORER = `
services:
  scorer:
    command: node server.js
    image: registry.example.com/scorer:1
    env: { MODE: quick }
    request: { path: /score, body: "{}" }
    SETTINGS
scenarios: { steady: { phases: [{ seconds: 1, rps: 1 }] } }
benchmarks: { load/scorer: { kind: load, target: scorer, scenario: steady } }
`;
const rendered = (settings: string, engine: 'local' | 'kind' = 'kind', yaml = SCORER): KubernetesObject[] =>
  synthLab({ ...labInput(yaml.replace('SETTINGS', settings)), engine }).flatMap(({ objects }) => objects);

/** What stands at a path of the object of a kind: `spec.ports.0.port`; the object itself without one. */
function at(objects: readonly KubernetesObject[], kind: string, path = '', name = 'scorer'): unknown {
  const object: unknown = objects.find((one) => one.kind === kind && one.metadata.name === name);
  const keys = path === '' ? [] : path.split('.');
  return keys.reduce((inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key], object);
}
const CONTAINER = 'spec.template.spec.containers.0';

test('a service of one’s own is a Deployment and a Service, and listens where HOST and PORT say', () => {
  const objects = rendered('');
  expect(at(objects, 'Deployment', CONTAINER)).toMatchObject({
    image: 'registry.example.com/scorer:1',
    ports: [{ containerPort: 8000 }],
  });
  expect(at(objects, 'Deployment', `${CONTAINER}.command`)).toBeUndefined();
  expect(at(objects, 'Deployment', `${CONTAINER}.env`)).toEqual(
    expect.arrayContaining([
      { name: 'HOST', value: '0.0.0.0' },
      { name: 'PORT', value: '8000' },
      { name: 'MODE', value: 'quick' },
    ]),
  );
  expect(at(objects, 'Deployment', `${CONTAINER}.readinessProbe.tcpSocket`)).toEqual({ port: 8000 });
  expect(at(objects, 'Service', 'spec.ports')).toEqual([{ name: 'http', port: 8000, targetPort: 'http' }]);
});

test('its probes are paths where it has some, and an open port otherwise', () => {
  const container = at(rendered('probes: { ready: /ready, startupSeconds: 5 }'), 'Deployment', CONTAINER);
  expect(container).toMatchObject({
    readinessProbe: { httpGet: { path: '/ready' } },
    startupProbe: { httpGet: { path: '/ready' }, failureThreshold: 5 },
    livenessProbe: { tcpSocket: {} },
  });
});

test.each([
  ['autoscaling: { hpa: { maxReplicas: 3 } }', 'HorizontalPodAutoscaler'],
  [
    "autoscaling: { keda: { triggers: [{ type: prometheus, metadata: { serverAddress: 'http://p', query: q, threshold: '5' } }] } }",
    'ScaledObject',
  ],
])('%s makes a %s of it', (settings, kind) => expect(at(rendered(settings), kind, 'spec.scaleTargetRef.name')).toBe('scorer'));

test('as a Knative Service it is found on the usual HTTP port', () => {
  const settings = 'autoscaling: { knative: {} }';
  expect(at(rendered(settings), 'Deployment')).toBeUndefined();
  const input = labInput(SCORER.replace('SETTINGS', settings));
  const benchmark = input.lab.benchmarks['load/scorer'];
  const { targets } = jobInputOf('load/scorer', benchmark!, input);
  expect(targets['scorer']).toMatchObject({ url: 'http://scorer.ml-scaling-lab.svc.cluster.local:80', metricsPort: null });
});

test('the Job that measures it carries its request, and may read what metrics-server knows of its pods', () => {
  const objects = rendered('');
  const data = at(objects, 'ConfigMap', 'data', 'bench-load-scorer') as Readonly<Record<string, string>>;
  const input = JSON.parse(data['benchmark.json']!) as { readonly targets: Readonly<Record<string, object>> };
  expect(input.targets['scorer']).toMatchObject({ readyPath: null, request: { method: 'POST', path: '/score', body: '{}' } });
  expect(JSON.stringify(at(objects, 'Role', 'rules', 'benchmark'))).toContain('metrics.k8s.io');
  const reached = at(objects, 'NetworkPolicy', 'spec.egress', 'benchmark');
  expect(JSON.stringify(reached)).toContain('"app.kubernetes.io/name":"scorer"');
});

test('this machine runs its command, a cluster its image; each is missed where it is needed', () => {
  const image = (objects: readonly KubernetesObject[]): unknown => at(objects, 'Deployment', `${CONTAINER}.image`);
  expect(image(rendered('', 'local'))).toBe('ml-scaling-lab/own-scorer:command');
  const without = (setting: RegExp): string => SCORER.replace(setting, '');
  expect(() => rendered('', 'kind', without(/ +image:.*\n/))).toThrow(/services.scorer\n +has no image/);
  expect(() => rendered('', 'local', without(/ +command:.*\n/))).toThrow(/services.scorer\n +has no command/);
});
