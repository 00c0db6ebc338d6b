import { scaledPods } from '../scaled';
import { readTrees } from './read-trees';

const deployment = (name: string, more = ''): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {template: {metadata: {labels: {app: ${name}}}}${more}}\n`;
const hpa = (name: string, max: number): string =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: ${name}}\nspec: {scaleTargetRef: {kind: Deployment, name: ${name}}, maxReplicas: ${max}}\n`;

function read(files: Readonly<Record<string, string>>) {
  const [manifests] = readTrees(Object.entries(files).map(([file, text]) => ({ file, text })));
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
