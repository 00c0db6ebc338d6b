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
const one = (objects: readonly KubernetesObject[], kind: string, name = 'scorer') =>
  objects.find((object) => object.kind === kind && object.metadata.name === name) as any;

test('a service of one’s own is a Deployment and a Service, and listens where HOST and PORT say', () => {
  const objects = rendered('');
  const [container] = one(objects, 'Deployment').spec.template.spec.containers;
  expect(container).toMatchObject({ image: 'registry.example.com/scorer:1', ports: [{ containerPort: 8000 }] });
  expect(container.command).toBeUndefined();
  expect(container.env).toEqual(
    expect.arrayContaining([
      { name: 'HOST', value: '0.0.0.0' },
      { name: 'PORT', value: '8000' },
      { name: 'MODE', value: 'quick' },
    ]),
  );
  expect(container.readinessProbe.tcpSocket).toEqual({ port: 8000 });
  expect(one(objects, 'Service').spec.ports).toEqual([{ name: 'http', port: 8000, targetPort: 'http' }]);
});

test('its probes are paths where it has some, and an open port otherwise', () => {
  const [container] = one(rendered('probes: { ready: /ready, startupSeconds: 5 }'), 'Deployment').spec.template.spec.containers;
  expect(container.readinessProbe.httpGet.path).toBe('/ready');
  expect(container.startupProbe).toMatchObject({ httpGet: { path: '/ready' }, failureThreshold: 5 });
  expect(container.livenessProbe.tcpSocket).toBeDefined();
});

test.each([
  ['autoscaling: { hpa: { maxReplicas: 3 } }', 'HorizontalPodAutoscaler'],
  [
    "autoscaling: { keda: { triggers: [{ type: prometheus, metadata: { serverAddress: 'http://p', query: q, threshold: '5' } }] } }",
    'ScaledObject',
  ],
])('%s makes a %s of it', (settings, kind) => expect(one(rendered(settings), kind).spec.scaleTargetRef.name).toBe('scorer'));

test('as a Knative Service it is found on the usual HTTP port', () => {
  const settings = 'autoscaling: { knative: {} }';
  expect(one(rendered(settings), 'Deployment')).toBeUndefined();
  const input = labInput(SCORER.replace('SETTINGS', settings));
  const benchmark = input.lab.benchmarks['load/scorer'];
  const { targets } = jobInputOf('load/scorer', benchmark!, input);
  expect(targets['scorer']).toMatchObject({ url: 'http://scorer.ml-scaling-lab.svc.cluster.local:80', metricsPort: null });
});

test('the Job that measures it carries its request, and may read what metrics-server knows of its pods', () => {
  const objects = rendered('');
  const input = JSON.parse(one(objects, 'ConfigMap', 'bench-load-scorer').data['benchmark.json']);
  expect(input.targets.scorer).toMatchObject({ readyPath: null, request: { method: 'POST', path: '/score', body: '{}' } });
  expect(JSON.stringify(one(objects, 'Role', 'benchmark').rules)).toContain('metrics.k8s.io');
  const reached = one(objects, 'NetworkPolicy', 'benchmark').spec.egress;
  expect(JSON.stringify(reached)).toContain('"app.kubernetes.io/name":"scorer"');
});

test('this machine runs its command, a cluster its image; each is missed where it is needed', () => {
  const image = (objects: readonly KubernetesObject[]) => one(objects, 'Deployment').spec.template.spec.containers[0].image;
  expect(image(rendered('', 'local'))).toBe('ml-scaling-lab/own-scorer:command');
  const without = (setting: RegExp): string => SCORER.replace(setting, '');
  expect(() => rendered('', 'kind', without(/ +image:.*\n/))).toThrow(/services.scorer\n +has no image/);
  expect(() => rendered('', 'local', without(/ +command:.*\n/))).toThrow(/services.scorer\n +has no command/);
});
