import type { ScaledObjectSpec, Trigger } from '../keda';
import { readObjects } from '../manifests';
import { lint } from './lint';

const ADDRESS = { address: 'redis.lab.svc.cluster.local:6379' };
const REQUESTS = { cpu: '1', memory: '512Mi' };
type Spec = Omit<ScaledObjectSpec, 'scaleTargetRef'>;

function list(state: string, metadata: Record<string, string> = {}): Trigger {
  return { name: state, type: 'redis', metadata: { ...ADDRESS, listName: `bull:predict:${state}`, ...metadata } };
}
const BACKLOG = ['wait', 'prioritized', 'active', 'delayed'].map((state) => list(state));
const PROMETHEUS = {
  type: 'prometheus',
  metadata: { serverAddress: 'http://prometheus.monitoring:9090', query: 'sum(depth)', threshold: '5' },
};
const CPU: Trigger = { type: 'cpu', metricType: 'Utilization', metadata: { value: '60' } };

/** What lint says of a ScaledObject on the workers of a queue, by field below `spec`. */
function problemsOf(spec: Spec, requests: Record<string, string> = REQUESTS): string[] {
  const metadata = { name: 'queue-worker', namespace: 'lab' };
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'queue-worker' };
  const containers = [{ name: 'queue-worker', image: 'worker:1', resources: { requests } }];
  const objects = [
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template: { spec: { containers } } } },
    { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata, spec: { scaleTargetRef, ...spec } },
  ];
  return lint(readObjects(objects))
    .findings.filter(({ rule }) => rule !== 'keda-max-replicas-unset')
    .map(({ path, message }) => `${path.replace('spec.', '')}: ${message}`);
}

function withFormula(formula: string, more: object = {}): Spec {
  return { triggers: BACKLOG, advanced: { scalingModifiers: { formula, target: '16', ...more } } };
}

test('the whole backlog is counted, not only the jobs that wait', () => {
  expect(problemsOf({ triggers: [list('wait')] })).toEqual([
    'triggers[0].metadata.listName: counts bull:predict:wait; jobs in bull:predict:active, bull:predict:prioritized, bull:predict:delayed are not counted',
  ]);
  expect(problemsOf({ triggers: [list('wait'), list('active')] })).toEqual([
    'triggers[0].metadata.listName: jobs in bull:predict:prioritized, bull:predict:delayed are not counted',
  ]);
  expect(problemsOf({ triggers: BACKLOG })).toEqual([]);
  expect(problemsOf({ triggers: [list('jobs', { listName: 'plain-list' })] })).toEqual([]);
});

test('bounds: idle below min, min not above max', () => {
  expect(problemsOf({ triggers: BACKLOG, minReplicaCount: 3, maxReplicaCount: 2 })).toEqual([
    'minReplicaCount: minimum 3 is above maximum 2',
  ]);
  expect(problemsOf({ triggers: BACKLOG, minReplicaCount: 2, idleReplicaCount: 2 })).toEqual([
    'idleReplicaCount: 2 must be less than minReplicaCount, which is 2',
  ]);
  expect(problemsOf({ triggers: BACKLOG, minReplicaCount: 3, idleReplicaCount: 1 })).toEqual([
    'idleReplicaCount: 1 does not last: the HPA raises it to minReplicaCount 3; only 0 stays',
  ]);
  expect(problemsOf({ triggers: BACKLOG, minReplicaCount: 2, idleReplicaCount: 0, cooldownPeriod: 60 })).toEqual([]);
  expect(problemsOf({ triggers: BACKLOG, minReplicaCount: 101 })).toContain('minReplicaCount: minimum 101 is above maximum 100');
});

test('idle 0: refused without a minimum, accepted without effect beside minReplicaCount 0, as in the webhook', () => {
  expect(problemsOf({ triggers: BACKLOG, idleReplicaCount: 0 })).toContain(
    'idleReplicaCount: 0 must be less than minReplicaCount, which is 0',
  );
  expect(problemsOf({ triggers: BACKLOG, idleReplicaCount: 0, minReplicaCount: 0 })).toEqual([
    'idleReplicaCount: 0 has no effect: with minReplicaCount 0 it scales to zero anyway',
  ]);
});

test('cpu and memory alone never scale to zero', () => {
  expect(problemsOf({ triggers: [CPU] })).toEqual([
    'minReplicaCount: is 0 (or not set), and the triggers are only cpu or memory',
  ]);
  expect(problemsOf({ triggers: [CPU], minReplicaCount: 1 })).toEqual([]);
  expect(problemsOf({ triggers: [CPU, PROMETHEUS] })).toEqual([]);
});

test('settings for scaling to zero have no effect where the HPA alone decides', () => {
  const spec = { triggers: [list('jobs', { listName: 'plain', activationListLength: '2' })], minReplicaCount: 1 };
  const problems = problemsOf({ ...spec, cooldownPeriod: 30, initialCooldownPeriod: 5, pollingInterval: 10 });
  expect(problems.map((text) => text.split(':')[0])).toEqual([
    'cooldownPeriod',
    'pollingInterval',
    'initialCooldownPeriod',
    'triggers[0].metadata.activationListLength',
  ]);
  expect(problems.at(-1)).toMatch(/has no effect: with minReplicaCount 1 it never scales to zero$/);
});

test('with a formula KEDA polls at its interval whatever the minimum', () => {
  const formula = withFormula('wait + prioritized + active + delayed');
  expect(problemsOf({ ...formula, minReplicaCount: 1, pollingInterval: 10 })).toEqual([]);
});

test('metadata that KEDA does not read is named with the nearest key', () => {
  expect(problemsOf({ triggers: [list('x', { listName: 'plain', listLenght: '9' })] })).toEqual([
    'triggers[0].metadata.listLenght: is not a setting of a redis trigger. Did you mean listLength?',
  ]);
});

test.each<[string, Trigger, string]>([
  [
    'a misspelt type',
    { type: 'promethues', metadata: {} },
    'triggers[0].type: promethues is not a trigger type of KEDA. Did you mean prometheus?',
  ],
  ['a redis trigger without a list', { type: 'redis', metadata: ADDRESS }, 'triggers[0].metadata.listName: is missing'],
  [
    'a target of zero',
    list('x', { listName: 'plain', listLength: '0' }),
    'triggers[0].metadata.listLength: must be greater than 0: the HPA that KEDA creates needs a positive target',
  ],
  [
    'an activation above the target',
    list('x', { listName: 'plain', listLength: '5', activationListLength: '6' }),
    'triggers[0].metadata.activationListLength: is 6, above the target of 5 per replica: up to 6 wait while nothing runs',
  ],
  [
    'an activation above the default target',
    list('x', { listName: 'plain', activationListLength: '6' }),
    'triggers[0].metadata.activationListLength: is 6, above the target of 5 per replica: up to 6 wait while nothing runs',
  ],
  [
    'Utilization on a list',
    { ...list('x', { listName: 'plain' }), metricType: 'Utilization' },
    'triggers[0].metricType: Utilization is not possible for this trigger: use AverageValue or Value',
  ],
  ['a stream without a name', { type: 'redis-streams', metadata: ADDRESS }, 'triggers[0].metadata.stream: is missing'],
  ['a cron trigger without an end', { type: 'cron', metadata: { start: '0 8 * * *' } }, 'triggers[0].metadata.end: is missing'],
])('%s is named', (_title, trigger, message) => {
  expect(problemsOf({ triggers: [trigger] })).toContain(message);
});

test('an address may come from the environment of the pods', () => {
  expect(problemsOf({ triggers: [{ type: 'redis', metadata: { addressFromEnv: 'REDIS', listName: 'plain' } }] })).toEqual([]);
});

test('a type that the lab does not model is checked against the parameters of its scaler', () => {
  expect(problemsOf({ triggers: [{ type: 'loki', metadata: { query: 'x', threshhold: '5' } }] })).toEqual([
    'triggers[0].metadata.serverAddress: is missing',
    'triggers[0].metadata.threshold: is missing',
    'triggers[0].metadata.threshhold: is not a setting of a loki trigger. Did you mean threshold?',
  ]);
});

test('a cpu trigger needs a metric type, a positive value and a request to relate to', () => {
  const fields = (trigger: Trigger, requests = REQUESTS) =>
    problemsOf({ triggers: [trigger, PROMETHEUS] }, requests).map((text) => text.split(':')[0]);
  expect(fields(CPU)).toEqual([]);
  expect(fields({ type: 'cpu', metadata: { value: '60' } })).toEqual(['triggers[0].metricType']);
  expect(fields({ ...CPU, metadata: { value: '0' } })).toEqual(['triggers[0].metadata.value']);
  expect(fields({ ...CPU, metadata: { value: '60', containerName: 'web' } })).toEqual(['triggers']);
  expect(problemsOf({ triggers: [CPU, PROMETHEUS] }, {})).toEqual([
    'triggers: cpu utilization cannot be computed: no cpu request on queue-worker',
  ]);
  expect(problemsOf({ triggers: [{ ...CPU, metricType: 'AverageValue' }, PROMETHEUS] }, {})).toEqual([
    'triggers[0].type: cpu needs a cpu request on container queue-worker',
  ]);
});

test('a formula reads named triggers only, and every one of them', () => {
  expect(problemsOf(withFormula('wait + prioritized + active + delayed'))).toEqual([]);
  expect(problemsOf(withFormula('max([wait, prioritized]) + float(active) + (delayed > 3 ? delayed : 0)'))).toEqual([]);
  expect(problemsOf(withFormula('let sum = wait + prioritized; sum + active + delayed'))).toEqual([]);
  expect(problemsOf(withFormula('wait + prioritised + active + delayed'))).toEqual([
    'advanced.scalingModifiers.formula: prioritised is not the name of a trigger. Did you mean prioritized? (column 8)',
  ]);
  expect(problemsOf(withFormula('wait + active + delayed'))).toEqual([
    'triggers[1].name: prioritized is not in the formula, so the metric is dropped',
  ]);
  expect(problemsOf(withFormula('')).slice(0, 1)).toEqual(['advanced.scalingModifiers.formula: is missing']);
});

test('a formula has a target above zero, and an activation not above it', () => {
  const formula = 'wait + prioritized + active + delayed';
  expect(problemsOf(withFormula(formula, { target: '0' }))).toEqual([
    'advanced.scalingModifiers.target: 0 is not a number above 0',
  ]);
  expect(problemsOf(withFormula(formula, { activationTarget: '17' }))).toEqual([
    'advanced.scalingModifiers.activationTarget: is 17, above the target of 16 per replica: up to 17 wait while nothing runs',
  ]);
});

test('beside a formula the activation of a single trigger is not read', () => {
  const triggers = BACKLOG.map((trigger, index) => (index === 0 ? list('wait', { activationListLength: '3' }) : trigger));
  expect(problemsOf({ ...withFormula('wait + prioritized + active + delayed'), triggers })).toEqual([
    'triggers[0].metadata.activationListLength: is not read beside a formula: use advanced.scalingModifiers.activationTarget',
  ]);
});

test('trigger names are unique', () => {
  expect(problemsOf({ triggers: [...BACKLOG, { ...PROMETHEUS, name: 'wait' }] })).toEqual([
    'triggers[4].name: wait is the name of an earlier trigger; names must be unique',
  ]);
});

test('a fallback needs a trigger that can fail over', () => {
  const fallback = { failureThreshold: 3, replicas: 2 };
  expect(problemsOf({ triggers: [CPU], minReplicaCount: 1, fallback })).toEqual([
    'fallback: needs at least one trigger that is not cpu or memory',
  ]);
  expect(problemsOf({ triggers: BACKLOG, fallback })).toEqual([]);
});
