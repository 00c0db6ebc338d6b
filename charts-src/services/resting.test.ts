import { valueAt } from '../testing/edit';
import { labInput, objectOf, refusalOf } from '../testing/lab';
import { renderLab } from '../synth-lab';
import { awakeTogether, restingServices } from './resting';

const KEDA =
  "autoscaling: { keda: { minReplicaCount: 0, triggers: [{ type: cpu, metricType: Utilization, metadata: { value: '50' } }] } }";
const of = (services: string): unknown[] =>
  restingServices(labInput(`services: ${services}`).lab).map(({ service, kind, ...one }) => [
    service,
    kind,
    'replicas' in one ? one.replicas : undefined,
  ]);

test.each([
  ['a fixed number of pods', '{ fastapi: { replicas: 3 }, queue: { enabled: false } }', [['fastapi', 'Deployment', 3]]],
  [
    'the least of an HPA',
    '{ fastapi: { autoscaling: { hpa: { minReplicas: 2, maxReplicas: 3 } } }, queue: { enabled: false } }',
    [['fastapi', 'Deployment', 2]],
  ],
  [
    'one pod under an HPA that says none',
    '{ fastapi: { autoscaling: { hpa: { maxReplicas: 3 } } }, queue: { enabled: false } }',
    [['fastapi', 'Deployment', 1]],
  ],
])('a Deployment wakes with %s', (_, services, expected) => {
  expect(of(services)).toEqual(expected);
});

test('the workers of the queue rest, its Redis and API do not: jobs may still come', () => {
  expect(restingServices(labInput('services: { fastapi: { enabled: false } }').lab)).toEqual([
    {
      service: 'queue',
      kind: 'Deployment',
      name: 'queue-worker',
      podSelector: 'app.kubernetes.io/name=queue-worker',
      replicas: 1,
    },
  ]);
});

test.each([
  [
    'Knative scales to zero by itself',
    '{ fastapi: { autoscaling: { knative: {} } }, queue: { enabled: false }, knative: { enabled: true } }',
  ],
  ['KEDA scales to zero by itself', `{ fastapi: { enabled: false }, queue: { worker: { ${KEDA} } } }`],
  [
    'KEDA would scale up again to its minimum',
    `{ fastapi: { enabled: false }, queue: { worker: { ${KEDA.replace('Count: 0', 'Count: 1')} } } }`,
  ],
  ['it has no pods', '{ fastapi: { replicas: 0 }, queue: { enabled: false } }'],
])('nothing is put to rest where %s', (_, services) => {
  expect(of(services)).toEqual([]);
});

test("an InferenceService of either mode is stopped by KServe's own annotation", () => {
  for (const mode of ['Standard', 'Knative'])
    expect(of(`{ fastapi: { enabled: false }, queue: { enabled: false }, kserve: { enabled: true, mode: ${mode} } }`)).toEqual([
      ['kserve', 'InferenceService', undefined],
    ]);
});

test('parity needs one service at a time, every other benchmark all of its own', () => {
  const sets = (kind: string) =>
    Object.values(
      labInput(`benchmarks: { one: { kind: ${kind}, target: fastapi, servers: [triton, queue] } }`).lab.benchmarks,
    ).map(awakeTogether);
  expect(sets('parity')).toEqual([[['fastapi'], ['triton'], ['queue']]]);
  expect(sets('serving')).toEqual([[['fastapi', 'triton', 'queue']]]);
});

const LAB = `
services: { triton: { enabled: true }, kserve: { enabled: true } }
benchmarks: { parity: { kind: parity, target: fastapi, servers: [triton, kserve] } }
`;

function rendered(yaml: string, arrangement?: 'together' | 'in turns') {
  const objects = renderLab({ ...labInput(yaml), ...(arrangement === undefined ? {} : { arrangement }) }).files.flatMap(
    (file) => file.objects,
  );
  const input = JSON.parse(
    String((objectOf(objects, 'ConfigMap', 'bench-parity')['data'] as Record<string, string>)['benchmark.json']),
  ) as {
    turns?: { service: string }[];
  };
  const rules = objectOf(objects, 'Role', 'benchmark')['rules'] as {
    resourceNames?: string[];
    resources: string[];
    verbs: string[];
  }[];
  const deadline = valueAt(objectOf(objects, 'Job', 'bench-parity'), 'spec.activeDeadlineSeconds') as number;
  return {
    turns: input.turns?.map(({ service }) => service),
    patches: rules.filter(({ verbs }) => verbs.includes('patch')),
    deadline,
  };
}

test('in turns, a Job knows who rests, may patch exactly those, and has time for the changes', () => {
  const together = rendered(LAB);
  const inTurns = rendered(LAB, 'in turns');
  expect([together.turns, together.patches]).toEqual([undefined, []]);
  expect(inTurns.turns).toEqual(['fastapi', 'queue', 'triton', 'kserve']);
  expect(inTurns.patches).toEqual([
    {
      apiGroups: ['apps'],
      resources: ['deployments/scale'],
      resourceNames: ['fastapi', 'queue-worker', 'triton'],
      verbs: ['patch'],
    },
    { apiGroups: ['serving.kserve.io'], resources: ['inferenceservices'], resourceNames: ['kserve'], verbs: ['patch'] },
  ]);
  expect(inTurns.deadline - together.deadline).toBe(3 * 240);
});

test('`turns` of lab.yaml decides before the size of the cluster does', () => {
  expect(rendered(`${LAB}turns: never`, 'in turns').turns).toBeUndefined();
  expect(rendered(`${LAB}turns: always`).turns).toHaveLength(4);
  expect(rendered(`${LAB}turns: auto`, 'in turns').turns).toHaveLength(4);
  expect(refusalOf(`${LAB}turns: sometimes`)).toContain('must be one of auto, always, never');
});
