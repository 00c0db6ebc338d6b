import type { KedaSettings } from '../../contract';
import { objectOf, objectsOf, refusalOf } from '../testing/lab';
import { valueAt } from '../testing/edit';
import { kedaProblems } from './keda-problems';

const POD = [{ name: 'queue-worker', resources: { requests: { cpu: '1', memory: '512Mi' } } }];
const ADDRESS = { address: 'redis.lab.svc.cluster.local:6379' };

function list(state: string, metadata: Record<string, string> = {}): KedaSettings['triggers'][number] {
  return { name: state, type: 'redis', metadata: { ...ADDRESS, listName: `bull:predict:${state}`, ...metadata } };
}
const BACKLOG = ['wait', 'prioritized', 'active', 'delayed'].map((state) => list(state));
const PROMETHEUS = {
  type: 'prometheus',
  metadata: { serverAddress: 'http://prometheus.monitoring:9090', query: 'sum(depth)', threshold: '5' },
};
const CPU: KedaSettings['triggers'][number] = { type: 'cpu', metricType: 'Utilization', metadata: { value: '60' } };

function problemsOf(spec: KedaSettings): string[] {
  return kedaProblems(spec, POD, 34).map(({ field, problem }) => `${field}: ${problem}`);
}

function withFormula(formula: string, more: object = {}): KedaSettings {
  return { triggers: BACKLOG, advanced: { scalingModifiers: { formula, target: '16', ...more } } };
}

test('a ScaledObject owns the workers, finds Redis by its full name, and leaves out replicas', () => {
  const triggers = BACKLOG.map(({ metadata }) => `{ type: redis, metadata: { listName: '${metadata['listName'] ?? ''}' } }`).join(
    ', ',
  );
  const objects = objectsOf(
    `namespace: shop\nservices: { fastapi: { enabled: false }, queue: { redis: { port: 7000 }, worker: { autoscaling: { keda: { triggers: [${triggers}] } } } } }`,
  );
  const scaledObject = objectOf(objects, 'ScaledObject', 'queue-worker');
  expect(valueAt(scaledObject, 'spec.scaleTargetRef')).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: 'queue-worker',
  });
  expect(valueAt(scaledObject, 'spec.triggers[3].metadata')).toEqual({
    address: 'redis.shop.svc.cluster.local:7000',
    listName: 'bull:predict:delayed',
  });
  expect(objectOf(objects, 'Deployment', 'queue-worker')['spec']).not.toHaveProperty('replicas');
  expect(valueAt(objectOf(objects, 'NetworkPolicy', 'redis'), 'spec.ingress[1].from')).toEqual([
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'keda' } },
      podSelector: { matchLabels: { app: 'keda-operator' } },
    },
  ]);
});

test('Knative is refused for workers, which get no requests', () => {
  expect(refusalOf('services: { queue: { worker: { autoscaling: { knative: {} } } } }')).toBe(
    'lab.yaml  services.queue.worker\n' +
      '  autoscaling.knative: scales on requests, and a worker gets none: it pulls jobs\n' +
      '  Use keda on the backlog, or hpa.',
  );
});

test('the whole backlog is counted, not only the jobs that wait', () => {
  expect(problemsOf({ triggers: [list('wait')] })).toEqual([
    'triggers[0].metadata.listName: the backlog of queue predict is counted without prioritized, active, delayed',
  ]);
  expect(problemsOf({ triggers: BACKLOG })).toEqual([]);
  expect(problemsOf({ triggers: [list('jobs', { listName: 'plain-list' })] })).toEqual([]);
});

test('bounds: idle below min, min not above max', () => {
  expect(problemsOf({ triggers: BACKLOG, minReplicaCount: 3, maxReplicaCount: 2 })).toEqual([
    'minReplicaCount: 3 is above maxReplicaCount 2',
  ]);
  expect(problemsOf({ triggers: BACKLOG, minReplicaCount: 2, idleReplicaCount: 2 })).toEqual([
    'idleReplicaCount: 2 is not below minReplicaCount 2',
  ]);
  expect(problemsOf({ triggers: BACKLOG, idleReplicaCount: 0 })).toEqual(['idleReplicaCount: 0 is not below minReplicaCount 0']);
  expect(problemsOf({ triggers: BACKLOG, minReplicaCount: 3, idleReplicaCount: 1 })).toEqual([
    'idleReplicaCount: 1 does not last: the HPA raises it to minReplicaCount 3; only 0 stays',
  ]);
  expect(problemsOf({ triggers: BACKLOG, minReplicaCount: 2, idleReplicaCount: 0, cooldownPeriod: 60 })).toEqual([]);
  expect(problemsOf({ triggers: BACKLOG, minReplicaCount: 101 })).toEqual(['minReplicaCount: 101 is above maxReplicaCount 100']);
});

test('cpu and memory alone never scale to zero', () => {
  expect(problemsOf({ triggers: [CPU] })).toEqual(['minReplicaCount: 0 is never reached with cpu and memory triggers only']);
  expect(problemsOf({ triggers: [CPU], minReplicaCount: 1 })).toEqual([]);
  expect(problemsOf({ triggers: [CPU, PROMETHEUS] })).toEqual([]);
});

test('settings of the way to zero are refused where the HPA alone decides', () => {
  const spec = { triggers: [list('jobs', { listName: 'plain', activationListLength: '2' })], minReplicaCount: 1 };
  expect(problemsOf({ ...spec, cooldownPeriod: 30, initialCooldownPeriod: 5, pollingInterval: 10 })).toEqual([
    'cooldownPeriod: 30 is ignored with minReplicaCount 1: the HPA alone decides',
    'initialCooldownPeriod: 5 is ignored with minReplicaCount 1: the HPA alone decides',
    'pollingInterval: 10 is ignored with minReplicaCount 1: the HPA alone decides',
    'triggers[0].metadata.activationListLength: 2 is ignored with minReplicaCount 1: the HPA alone decides',
  ]);
});

test('metadata that KEDA does not read is refused with the nearest key', () => {
  const [problem] = kedaProblems({ triggers: [list('x', { listName: 'plain', listLenght: '9' })] }, POD, 34);
  expect(problem).toEqual({
    field: 'triggers[0].metadata.listLenght',
    problem: 'is ignored by the redis trigger',
    fix: 'Did you mean listLength?',
  });
});

test.each<[string, KedaSettings['triggers'][number], string]>([
  ['a misspelt type', { type: 'promethues', metadata: {} }, 'triggers[0].type: promethues is no trigger type of KEDA'],
  [
    'a redis trigger without a list',
    { type: 'redis', metadata: ADDRESS },
    'triggers[0].metadata.listName: is missing, and the redis trigger needs it',
  ],
  [
    'a target of zero',
    list('x', { listName: 'plain', listLength: '0' }),
    'triggers[0].metadata.listLength: "0" is not a number above 0',
  ],
  [
    'an activation above the target',
    list('x', { listName: 'plain', listLength: '5', activationListLength: '6' }),
    'triggers[0].metadata.activationListLength: 6 is above listLength 5: work for more than one pod would wait with no pod at all',
  ],
  [
    'an activation above the default target',
    list('x', { listName: 'plain', activationListLength: '6' }),
    'triggers[0].metadata.activationListLength: 6 is above listLength 5: work for more than one pod would wait with no pod at all',
  ],
  [
    'Utilization on a list',
    { ...list('x', { listName: 'plain' }), metricType: 'Utilization' },
    'triggers[0].metricType: Utilization is for cpu and memory triggers only',
  ],
  [
    'a stream without a name',
    { type: 'redis-streams', metadata: ADDRESS },
    'triggers[0].metadata.stream: is missing, and the redis-streams trigger needs it',
  ],
])('%s is refused', (_title, trigger, message) => {
  expect(problemsOf({ triggers: [trigger] })).toContain(message);
});

test('an address may come from the environment of the pods', () => {
  expect(problemsOf({ triggers: [{ type: 'redis', metadata: { addressFromEnv: 'REDIS', listName: 'plain' } }] })).toEqual([]);
});

test('a type that KEDA knows and the lab does not check is passed on', () => {
  expect(problemsOf({ triggers: [{ type: 'kafka', metadata: { topic: 'jobs', anything: 'goes' } }] })).toEqual([]);
});

test('a cpu trigger needs a metric type, a positive value and a request to relate to', () => {
  const fields = (trigger: KedaSettings['triggers'][number], containers = POD) =>
    kedaProblems({ triggers: [trigger, PROMETHEUS] }, containers, 34).map(({ field }) => field);
  expect(fields(CPU)).toEqual([]);
  expect(fields({ type: 'cpu', metadata: { value: '60' } })).toEqual(['triggers[0].metricType']);
  expect(fields({ ...CPU, metadata: { value: '0' } })).toEqual(['triggers[0].metadata.value']);
  expect(fields({ ...CPU, metadata: { value: '60', containerName: 'web' } })).toEqual(['triggers[0].metadata.containerName']);
  expect(kedaProblems({ triggers: [CPU, PROMETHEUS] }, [{ name: 'bare' }], 34).map(({ problem }) => problem)).toEqual([
    'has no base: container bare requests no cpu',
  ]);
});

test('a formula reads named triggers only, and every one of them', () => {
  expect(problemsOf(withFormula('wait + prioritized + active + delayed'))).toEqual([]);
  expect(problemsOf(withFormula('max([wait, prioritized]) + float(active) + (delayed > 3 ? delayed : 0)'))).toEqual([]);
  expect(problemsOf(withFormula('let sum = wait + prioritized; sum + active + delayed'))).toEqual([]);
  expect(problemsOf(withFormula('wait + prioritised + active + delayed'))).toEqual([
    'advanced.scalingModifiers.formula: reads prioritised, and no trigger has that name',
    'triggers[1].name: prioritized is not read by the formula, so the trigger is ignored',
  ]);
  expect(problemsOf(withFormula('')).slice(0, 1)).toEqual(['advanced.scalingModifiers.formula: is empty']);
});

test('a formula has a target above zero, and an activation not above it', () => {
  const formula = 'wait + prioritized + active + delayed';
  expect(problemsOf(withFormula(formula, { target: '0' }))).toEqual([
    'advanced.scalingModifiers.target: "0" is not a number above 0',
  ]);
  expect(problemsOf(withFormula(formula, { activationTarget: '17' }))).toEqual([
    'advanced.scalingModifiers.activationTarget: 17 is above target 16',
  ]);
});

test('beside a formula the activation of a single trigger is refused, because nothing reads it', () => {
  const triggers = BACKLOG.map((trigger, index) => (index === 0 ? list('wait', { activationListLength: '3' }) : trigger));
  expect(problemsOf({ ...withFormula('wait + prioritized + active + delayed'), triggers })).toEqual([
    'triggers[0].metadata.activationListLength: is ignored beside a formula',
  ]);
});

test('trigger names are unique', () => {
  expect(problemsOf({ triggers: [...BACKLOG, { ...PROMETHEUS, name: 'wait' }] })).toEqual([
    'triggers[4].name: wait is the name of triggers[0] too',
  ]);
});

test('a fallback needs a trigger that can fail over', () => {
  const fallback = { failureThreshold: 3, replicas: 2 };
  expect(problemsOf({ triggers: [CPU], minReplicaCount: 1, fallback })).toEqual([
    'fallback: needs a trigger besides cpu and memory: those cannot fail over',
  ]);
  expect(problemsOf({ triggers: BACKLOG, fallback })).toEqual([]);
});
