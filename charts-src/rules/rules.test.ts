import type { KubernetesObject } from '../../contract';
import { edited, valueAt } from '../testing/edit';
import { objectOf, objectsOf } from '../testing/lab';
import { LAB_RULES, RULES, ruleFindings } from '.';

const OBJECTS = objectsOf('');
const SERVER = objectOf(OBJECTS, 'Deployment', 'fastapi');

function findingsWith(path: string, value: unknown, object: KubernetesObject = SERVER) {
  return ruleFindings(OBJECTS.map((one) => (one === object ? edited(one, path, value) : one)));
}

test('every rule has its own id, and a title that is a sentence', () => {
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  expect(LAB_RULES.filter(({ title }) => !/^[A-Z].* .* /.test(title))).toEqual([]);
});

test('a finding names rule, object and field, and says what is wrong', () => {
  expect(findingsWith('spec.template.spec.containers[0].resources.limits.cpu', undefined)).toContainEqual({
    rule: 'resources-bounded',
    object: 'Deployment/fastapi',
    field: 'spec.template.spec.containers[0].resources.limits.cpu',
    problem: 'is missing',
  });
});

test('init containers are held to the same rules', () => {
  const container = valueAt(SERVER, 'spec.template.spec.containers[0]') as object;
  const rooted = { ...container, name: 'init', image: 'ml-scaling-lab/init:latest' };
  expect(findingsWith('spec.template.spec.initContainers', [rooted]).map(({ rule, field }) => `${rule} ${field}`)).toContain(
    'image-pinned spec.template.spec.initContainers[0].image',
  );
});

test.each([
  ['ml-scaling-lab/fastapi:1f2e3d4c5b6a', true],
  ['registry.example:5000/lab/fastapi:1.2', true],
  [`lab/fastapi@sha256:${'a'.repeat(64)}`, true],
  [`lab/fastapi:latest@sha256:${'a'.repeat(64)}`, true],
  ['lab/fastapi', false],
  ['registry.example:5000/lab/fastapi', false],
  ['lab/fastapi:latest', false],
])('image %s is pinned: %s', (image, isPinned) => {
  const rules = findingsWith('spec.template.spec.containers[0].image', image).map(({ rule }) => rule);
  expect(rules).toEqual(isPinned ? [] : ['image-pinned']);
});

test.each([
  [{ name: 'WANDB_API_KEY', value: 'abc' }, true],
  [{ name: 'DB_PASSWORD', value: 'abc' }, true],
  [{ name: 'REDIS_URL', value: 'redis://:hunter2@redis:6379' }, true],
  [{ name: 'REDIS_URL', value: 'redis://redis:6379' }, false],
  [{ name: 'MAX_TOKENS', value: '128' }, false],
  [{ name: 'API_TOKEN', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }, false],
])('%j carries a secret: %s', (variable, isSecret) => {
  const rules = findingsWith('spec.template.spec.containers[0].env', [variable]).map(({ rule }) => rule);
  expect(rules).toEqual(isSecret ? ['no-secret-values'] : []);
});

test('a workload without replicas is refused unless an autoscaler moves it', () => {
  expect(findingsWith('spec.replicas', undefined).map(({ rule }) => rule)).toEqual(['replicas-owned']);
});

test('two autoscalers on one workload fight, and the second is named', () => {
  const lab = 'services: { fastapi: { autoscaling: { hpa: { maxReplicas: 3 } } } }';
  const objects = objectsOf(lab);
  const second = edited(objectOf(objects, 'HorizontalPodAutoscaler', 'fastapi'), 'metadata.name', 'other');
  const findings = ruleFindings([...objects, second]).filter(({ rule }) => rule === 'two-autoscalers');
  expect(findings.map(({ object, problem }) => `${object} ${problem}`)).toEqual([
    'HorizontalPodAutoscaler/other Deployment fastapi is moved by HPA fastapi too',
  ]);
});
