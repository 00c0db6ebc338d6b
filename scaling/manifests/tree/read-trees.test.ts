import { scaledPods } from '../scaled';
import { readTree, readTrees } from './read-trees';

const deployment = (name: string, more = ''): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {template: {metadata: {labels: {app: ${name}}}}${more}}\n`;
const hpa = (name: string, max: number): string =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: ${name}}\nspec: {scaleTargetRef: {kind: Deployment, name: ${name}}, maxReplicas: ${max}}\n`;

function read(files: Readonly<Record<string, string>>) {
  const [manifests] = readTree(Object.entries(files).map(([file, text]) => ({ file, text })));
  return {
    pods: scaledPods(manifests!).map(({ title, maxPods }) => [title, maxPods]),
    said: manifests!.notJudged.map(({ reason, object, path, message }) => [reason, object ?? path, message]),
    values: manifests!.notJudged.map(({ values }) => values),
  };
}

test('a base that two folders scale is part of each, and no deployment by itself', () => {
  const { pods, said } = read({
    'base/web.yaml': deployment('web'),
    'dev/hpa.yaml': hpa('web', 2),
    'prod/hpa.yaml': hpa('web', 20),
  });
  expect(pods).toEqual([
    ['Deployment web in dev', 2],
    ['Deployment web in prod', 20],
  ]);
  expect(said).toEqual([]);
});

test('samples of a collection are not bases of each other, however alike their names', () => {
  const { pods } = read({
    'samples/shop/k8s/web.yaml': deployment('web'),
    'samples/tools/api/testdata/hpa/v1/web.yaml': hpa('web', 2),
    'samples/tools/api/testdata/hpa/v2/web.yaml': hpa('web', 4),
  });
  expect(pods.filter(([title]) => String(title).startsWith('Deployment'))).toEqual([['Deployment web', 1]]);
  const overlays = read({
    'samples/shop/k8s/base/web.yaml': deployment('web'),
    'samples/shop/k8s/overlays/eu/dev/hpa.yaml': hpa('web', 2),
    'samples/shop/k8s/overlays/eu/prod/hpa.yaml': hpa('web', 20),
  });
  expect(overlays.pods.map(([, max]) => max)).toEqual([2, 20]);
});

test('an autoscaler that several folders share is part of each', () => {
  const { pods } = read({ 'hpa.yaml': hpa('web', 7), 'dev/web.yaml': deployment('web'), 'prod/web.yaml': deployment('web') });
  expect(pods).toEqual([
    ['Deployment web in dev', 7],
    ['Deployment web in prod', 7],
  ]);
});

test('where several targets are as near as each other, it is said that nobody can tell', () => {
  const { said } = read({
    'apps/a/web.yaml': deployment('web'),
    'apps/b/web.yaml': deployment('web'),
    'scale/a/hpa.yaml': hpa('web', 2),
    'scale/b/hpa.yaml': hpa('web', 3),
  });
  expect(said).toEqual([
    ['ambiguous', 'HPA web in scale/a', 'cannot tell which of 2 Deployments web is meant'],
    ['ambiguous', 'HPA web in scale/b', 'cannot tell which of 2 Deployments web is meant'],
  ]);
});

test('an object that is written twice in one file counts once, and is named where the two differ', () => {
  expect(read({ 'a.yaml': `${deployment('web', ', replicas: 2')}---\n${deployment('web', ', replicas: 2')}` })).toMatchObject({
    pods: [['Deployment web', 2]],
    said: [],
  });
  expect(read({ 'a.yaml': `${deployment('web', ', replicas: 2')}---\n${deployment('web', ', replicas: 3')}` }).said).toEqual([
    ['ambiguous', 'Deployment web', 'is written twice, in a.yaml:1 too, and which one is applied cannot be told'],
  ]);
});

test('a chart is named once, with the settings in its values; none of its files is read', () => {
  const { pods, said, values } = read({
    'charts/shop/Chart.yaml': 'apiVersion: v2\nname: shop\nkind: application\n',
    'charts/shop/values.yaml': 'replicaCount: 3\nimage: {tag: a}\n',
    'charts/shop/templates/web.yaml': deployment('{{ .Release.Name }}'),
    'charts/shop/charts/db/Chart.yaml': 'name: db\n',
  });
  expect(pods).toEqual([]);
  expect(said).toEqual([['not-rendered', 'charts/shop/Chart.yaml', 'chart shop is not rendered']]);
  expect(values).toEqual([{ replicaCount: '3' }]);
});

test('patches of an overlay are parts of objects, not objects', () => {
  const { pods, said } = read({
    'base/web.yaml': `${deployment('web')}---\n${hpa('web', 5)}`,
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'overlays/prod/kustomization.yaml': 'resources: [../../base]\npatches: [{path: max.yaml}]\n',
    'overlays/prod/max.yaml':
      'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec: {maxReplicas: 50}\n',
  });
  expect(pods).toEqual([['Deployment web', 5]]);
  expect(said).toContainEqual([
    'not-rendered',
    'overlays/prod/kustomization.yaml',
    'kustomization overlays/prod is not rendered',
  ]);
});

describe('a tree of many objects', () => {
  const file = (index: number, max = 10): { file: string; text: string } => ({
    file: `apps/${index}.yaml`,
    text: `${deployment(`web-${index}`)}---\n${hpa(`web-${index}`, max)}---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: budget-${index}}\nspec: {minAvailable: 1, selector: {matchLabels: {app: web-${index}}}}\n`,
  });
  const files = Array.from({ length: 400 }, (_, index) => file(index));

  test('is compared where a change can reach; the rest is set aside', () => {
    const { base, head, unchanged } = readTrees(files, [file(0, 40), ...files.slice(1)]);
    expect(scaledPods(base).map(({ title, maxPods }) => [title, maxPods])).toEqual([['Deployment web-0', 10]]);
    expect(scaledPods(head).map(({ title, maxPods }) => [title, maxPods])).toEqual([['Deployment web-0', 40]]);
    expect(head.disruptionBudgets.map(({ name }) => name)).toEqual(['budget-0']);
    expect(unchanged).toHaveLength(399);
    expect(unchanged.flatMap(scaledPods).every(({ maxPods }) => maxPods === 10)).toBe(true);
  });

  test('what a name, a selector or a quota joins is one part', () => {
    const joined = (text: string) =>
      readTrees(files, [...files, { file: 'new.yaml', text }]).head.workloads.map(({ name }) => name);
    expect(joined(hpa('web-7', 3))).toEqual(['web-7']);
    const budget = (selector: string) =>
      `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: all}\nspec: {selector: ${selector}}\n`;
    expect(joined(budget('{matchLabels: {app: web-9}}'))).toEqual(['web-9']);
    expect(joined(budget('{matchExpressions: [{key: app, operator: Exists}]}'))).toHaveLength(400);
    expect(joined('apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q}\nspec: {hard: {pods: 9}}\n')).toHaveLength(400);
  });

  test('read in parts it holds what it holds as a whole', () => {
    const parts = readTree(files);
    expect(parts).toHaveLength(401);
    expect(parts.flatMap(scaledPods)).toHaveLength(400);
  });
});

test('routes and other objects that decide nothing about pods may be written twice', () => {
  const route = (weight: number): string =>
    `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web}\nspec: {rules: [{backendRefs: [{name: web, weight: ${weight}}]}]}\n`;
  const secret = (text: string): string => `apiVersion: v1\nkind: Secret\nmetadata: {name: key}\nstringData: {key: ${text}}\n`;
  const cache = (count: number): string =>
    `apiVersion: example.org/v1\nkind: Cache\nmetadata: {name: c}\nspec: {replicas: ${count}}\n`;
  expect(read({ 'a.yaml': route(1), 'b.yaml': route(2), 'c.yaml': secret('a'), 'd.yaml': secret('b') }).said).toEqual([]);
  expect(read({ 'a.yaml': cache(1), 'b.yaml': cache(2) }).said.map(([reason]) => reason)).toEqual(['kind-unknown', 'ambiguous']);
});

test('in a large tree whatever is not judged is named once, and a base of a model server is read with it', () => {
  const many = Array.from({ length: 420 }, (_, index) => deployment(`web-${index}`)).join('---\n');
  const config = (name: string): string =>
    `apiVersion: serving.kserve.io/v1alpha1\nkind: LLMInferenceServiceConfig\nmetadata: {name: ${name}}\nspec: {replicas: 2, template: {containers: [{name: main, image: a}]}}\n`;
  const service =
    'apiVersion: serving.kserve.io/v1alpha1\nkind: LLMInferenceService\nmetadata: {name: chat}\nspec: {baseRefs: [{name: named}]}\n';
  const parts = readTree([
    { file: 'many.yaml', text: `${many}---\n${deployment('later', ', replicas: "${COUNT}"')}` },
    { file: 'llm.yaml', text: [config('named'), config('unnamed'), service].join('---\n') },
  ]);
  expect(parts.length).toBeGreaterThan(400);
  expect(parts.flatMap(({ notJudged }) => notJudged).map(({ reason, object, file }) => [reason, object ?? file])).toEqual([
    ['kind-unknown', 'LLMInferenceServiceConfig unnamed'],
    ['placeholder', 'many.yaml'],
  ]);
});

test('an object of a kind that is not read tells folders apart, too: it is written once in each, not twice', () => {
  const release = (replicas: number): string =>
    `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: podinfo}\nspec: {values: {replicaCount: ${replicas}}}\n`;
  const apart = read({ 'apps/staging/podinfo.yaml': release(1), 'apps/production/podinfo.yaml': release(4) });
  expect(apart.said.map(([reason, object]) => [reason, object])).toEqual([
    ['kind-unknown', 'HelmRelease podinfo in apps/staging'],
    ['kind-unknown', 'HelmRelease podinfo in apps/production'],
  ]);
  const together = read({ 'apps/one.yaml': `${release(1)}---\n${release(4)}` });
  expect(together.said.map(([, , message]) => message)).toContainEqual(expect.stringContaining('is written twice'));
});

test('a description of an API is no values file, and hides none', () => {
  const api = (more: object): string =>
    JSON.stringify({
      swagger: '2.0',
      paths: {},
      definitions: { Ref: { properties: { replicas: { type: 'string' } } } },
      ...more,
    });
  const changed = (before: string, after: string): unknown =>
    readTrees([{ file: 'api.json', text: before }], [{ file: 'api.json', text: after }]).head.notJudged.map(
      ({ values }) => values,
    );
  expect(changed(api({}), api({ info: { version: '2' } }))).toEqual([]);
  expect(changed(api({}), api({ replicaCount: 9 }))).toEqual([{ replicaCount: '9' }]);
});
