import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthLab } from '../../charts-src';
import { labInput } from '../../charts-src/testing/lab';
import { makeChildren } from '../../local/kserve/children';
import { validate } from '../../local/kubernetes/validate';
import { admit, DEFAULT_KSERVE_SETTINGS, reconcile, reconcileKnative, type InferenceService } from '../../scaling/kserve';
import { lint } from '../../scaling/lint';
import { readManifests } from '../../scaling/manifests';

const ROOT = join(__dirname, '..', '..');
const STANDARD = readFileSync(join(ROOT, 'tests/golden/kserve.lab.yaml'), 'utf8');
const KNATIVE = `services: { fastapi: { enabled: false }, queue: { enabled: false }, kserve: { enabled: true, mode: Knative,
  autoscaling: { knative: { annotations: { autoscaling.knative.dev/max-scale: '3' } } } } }
benchmarks: { load/fastapi: null, queue/throughput: null, accuracy/fastapi: null }`;

const KEDA = `services: { fastapi: { enabled: false }, queue: { enabled: false }, kserve: { enabled: true, autoscaling: { keda: {
  minReplicaCount: 1, maxReplicaCount: 3, triggers: [{ type: cpu, metricType: Utilization, metadata: { value: '60' } }] } } } }
benchmarks: { load/fastapi: null, queue/throughput: null, accuracy/fastapi: null }`;

function admitted(overlay: string): InferenceService {
  const files = synthLab(labInput(readFileSync(join(ROOT, 'lab.yaml'), 'utf8'), overlay));
  const object = files.flatMap(({ objects }) => objects).find(({ kind }) => kind === 'InferenceService');
  const admission = admit(object, undefined, DEFAULT_KSERVE_SETTINGS);
  if (!admission.accepted) throw new Error(JSON.stringify(admission.rejection));
  return admission.object;
}

test('the InferenceService of the lab becomes pods that its benchmarks and policies find', () => {
  const { children, failure } = reconcile(admitted(STANDARD), [], DEFAULT_KSERVE_SETTINGS);
  expect(failure).toBeUndefined();
  const byKind = Object.fromEntries(children.map((child) => [child.kind, child]));
  expect(Object.keys(byKind)).toEqual(['Service', 'Deployment', 'HorizontalPodAutoscaler']);
  expect(children.map(({ metadata }) => metadata.name)).toEqual(Array(3).fill('kserve-predictor'));
  expect(byKind['Service']?.spec['ports']).toEqual([
    { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' },
    { name: 'grpc', port: 8081, targetPort: 8081, protocol: 'TCP', appProtocol: 'kubernetes.io/h2c' },
  ]);
  expect(byKind['Deployment']?.metadata.labels).toMatchObject({ 'app.kubernetes.io/name': 'kserve' });
  expect(byKind['HorizontalPodAutoscaler']?.spec).toMatchObject({
    minReplicas: 1,
    maxReplicas: 3,
    metrics: [{ resource: { name: 'cpu', target: { averageUtilization: 65 } } }],
  });
});

test('in Knative mode it goes to zero', () => {
  const { children, failure } = reconcileKnative(admitted(KNATIVE));
  expect(failure).toBeUndefined();
  expect(children[0]?.spec).toMatchObject({
    template: {
      metadata: { annotations: { 'autoscaling.knative.dev/min-scale': '0', 'autoscaling.knative.dev/max-scale': '3' } },
    },
  });
});

test.each([
  ['Standard', STANDARD],
  ['Standard', KEDA],
  ['Knative', KNATIVE],
] as const)('the local engine knows every field of what becomes of it in %s mode', (mode, overlay) => {
  const { objects, failure } = makeChildren(admitted(overlay), mode, [], { ...DEFAULT_KSERVE_SETTINGS, keda: 'installed' });
  expect(failure).toBeUndefined();
  expect(validate(objects).map(({ source }) => source.kind)).toEqual(objects.map(({ kind }) => kind));
});

test('lint has nothing to say about it', () => {
  const files = synthLab(labInput(readFileSync(join(ROOT, 'lab.yaml'), 'utf8'), STANDARD));
  const { findings } = lint(readManifests(files.map(({ name, yaml }) => ({ file: name, text: yaml }))));
  expect(findings.filter(({ object }) => object.includes('kserve'))).toEqual([]);
});
