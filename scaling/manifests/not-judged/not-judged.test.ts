import { manifestsOf } from '../testing/texts';

const head = (apiVersion: string, kind: string, rest: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x, namespace: ns}\n${rest}\n`;

function saidOf(text: string): unknown[] {
  return manifestsOf(text).notJudged.map(({ reason, object, namespace, values }) => [reason, object, namespace, values]);
}

test.each([
  [
    'ray.io/v1',
    'RayCluster',
    'spec: {workerGroupSpecs: [{groupName: w, replicas: 1, minReplicas: 1, maxReplicas: 4}]}',
    {
      'spec.workerGroupSpecs[0].replicas': '1',
      'spec.workerGroupSpecs[0].minReplicas': '1',
      'spec.workerGroupSpecs[0].maxReplicas': '4',
    },
  ],
  ['leaderworkerset.x-k8s.io/v1', 'LeaderWorkerSet', 'spec: {replicas: 2}', { 'spec.replicas': '2' }],
  ['example.org/v1', 'Cache', 'spec: {instances: 3, storage: {size: 10Gi}}', { 'spec.instances': '3' }],
  [
    'example.org/v1',
    'Fleet',
    'spec: {pool: {minCount: 1, max-count: 9}}',
    { 'spec.pool.minCount': '1', 'spec.pool.max-count': '9' },
  ],
  [
    'argoproj.io/v1alpha1',
    'Application',
    'spec: {source: {helm: {parameters: [{name: autoscaling.maxReplicas, value: "10"}, {name: image.tag, value: "1"}]}}}',
    { 'spec.source.helm.parameters[autoscaling.maxReplicas]': '10' },
  ],
  [
    'argoproj.io/v1alpha1',
    'Application',
    'spec:\n  source:\n    helm:\n      values: |\n        image: {tag: a}\n        autoscaling:\n          maxReplicas: 10',
    { 'spec.source.helm.values.autoscaling.maxReplicas': '10' },
  ],
])('%s %s is not read: it is named with the settings in it that look like scaling', (apiVersion, kind, spec, values) => {
  expect(saidOf(head(apiVersion, kind, spec))).toEqual([['kind-unknown', `${kind} x`, 'ns', values]]);
});

test('a kind that makes pods is named even where nothing in it looks like scaling', () => {
  const text = head('example.org/v1', 'Batch', 'spec: {podTemplate: {containers: [{name: a, image: b}]}}');
  expect(manifestsOf(text).notJudged).toMatchObject([{ message: 'objects of this kind make pods and are not read', values: {} }]);
});

test.each([
  [
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'spec: {versions: [{schema: {properties: {replicas: {type: integer}}}}]}',
  ],
  ['v1', 'ConfigMap', 'data: {replicas: "3"}'],
  ['monitoring.coreos.com/v1', 'PrometheusRule', 'spec: {groups: [{rules: [{record: replicas, expr: "1"}]}]}'],
  ['example.org/v1', 'Certificate', 'spec: {secretName: a, duration: 2160h}'],
  ['example.org/v1', 'Disk', 'spec: {size: 10Gi}'],
])('%s %s has nothing to do with scaling', (apiVersion, kind, rest) => {
  expect(saidOf(head(apiVersion, kind, rest))).toEqual([]);
});

test('labels and status decide nothing; everything else of an unknown object does', () => {
  const contentOf = (rest: string): string => manifestsOf(head('example.org/v1', 'Cache', rest)).notJudged[0]!.content;
  const plain = contentOf('spec: {replicas: 2, image: a}');
  expect(contentOf('spec: {replicas: 2, image: a}\nstatus: {ready: 1}')).toBe(plain);
  expect(contentOf('spec: {replicas: 2, image: b}')).not.toBe(plain);
});
