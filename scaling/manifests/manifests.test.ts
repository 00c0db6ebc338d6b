import { UserError } from '../../contract';
import { edited, EXAMPLES, exampleText, manifestsOf } from './testing/texts';
import { readDocuments } from './documents';
import { scaledPods } from './scaled';

test('a Helm release is read as one workload, its HPA, its Service and its disruption budget; other kinds are skipped', () => {
  const manifests = manifestsOf(exampleText('web-app'));
  expect(manifests.workloads.map(({ kind, name, line }) => [kind, name, line])).toEqual([['Deployment', 'shop-storefront', 47]]);
  expect(manifests.hpas[0]!.spec).toMatchObject({ minReplicas: 2, maxReplicas: 5 });
  expect(manifests.hpas[0]!.labels['app.kubernetes.io/instance']).toBe('shop');
  expect(manifests.disruptionBudgets[0]!.minAvailable).toBe(1);
  expect(manifests.services.map(({ name }) => name)).toEqual(['shop-storefront']);
  expect(manifests.others.map(({ kind }) => kind)).toEqual(['ServiceAccount']);
});

test('a field knows its line, also inside a List and under a key with dots', () => {
  const { hpas } = manifestsOf(exampleText('web-app'));
  expect(hpas[0]!.lineOf('spec.metrics[0].resource.target')).toBe(108);
  const { knativeServices } = manifestsOf(exampleText('knative'));
  expect(knativeServices[0]!.line).toBe(13);
  expect(knativeServices[0]!.lineOf('spec.template.metadata.annotations.autoscaling.knative.dev/target')).toBe(24);
  expect(knativeServices[0]!.lineOf('spec.template.nothing')).toBe(19);
});

test('JSON is read as YAML is, tabs and all', () => {
  const json = JSON.stringify(
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api' }, spec: { replicas: 3 } },
    undefined,
    '\t',
  );
  expect(manifestsOf(json).workloads[0]).toMatchObject({ name: 'api', replicas: 3 });
});

test('items of a typed list inherit kind and version from it', () => {
  const text = 'apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\n';
  expect(manifestsOf(text).workloads.map(({ name, line }) => [name, line])).toEqual([
    ['a', 4],
    ['b', 5],
  ]);
});

test.each([
  ['autoscaling/v1', 'targetCPUUtilizationPercentage: 60'],
  ['autoscaling/v2beta1', 'metrics: [{type: Resource, resource: {name: cpu, targetAverageUtilization: 60}}]'],
  [
    'autoscaling/v2beta2',
    'metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}]',
  ],
])('%s is read in the words of autoscaling/v2', (apiVersion, target) => {
  const text = `apiVersion: ${apiVersion}\nkind: HorizontalPodAutoscaler\nmetadata: {name: api}\nspec: {maxReplicas: 4, ${target}}`;
  expect(manifestsOf(text).hpas[0]!.spec.metrics).toMatchObject([
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } },
  ]);
});

test('broken YAML is named with file and line, every broken file at once', () => {
  expect(() => manifestsOf('apiVersion: 1\nkind: [1\n', 'apiVersion: 1, kind: [', exampleText('keda'))).toThrow(
    /file-1\.yaml:\d+\n.*\n(.*\n)*file-2\.yaml:1\n/,
  );
  expect(() => manifestsOf('kind: 1\nkind: apiVersion\n')).toThrow(
    /file-1\.yaml:2\n {2}is not valid YAML: Map keys must be unique/,
  );
});

test('a template that was not rendered is told from a mistake', () => {
  expect(() =>
    manifestsOf('apiVersion: apps/v1\nkind: Deployment\nspec:\n  {{- if .Values.x }}\n  replicas: {{ .Values.replicas }}\n'),
  ).toThrow(/Render it first/);
});

test('aliases that stand for billions of values are refused', () => {
  const levels = Array.from(
    { length: 12 },
    (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(9)}*a${level}]`,
  );
  const bomb = `apiVersion: v1\nkind: List\na0: &a0 [x]\n${levels.join('\n')}\nitems: *a12\n`;
  expect(() => manifestsOf(bomb)).toThrow(UserError);
  expect(() => manifestsOf(bomb)).toThrow(/file-1\.yaml:1\n {2}cannot be read as YAML: Excessive alias count/);
});

test.each(['[', '{a: ', '- '])('endless nesting (%s) gives an answer or an error, not a crash', (opening) => {
  try {
    expect(manifestsOf(`kind: A\napiVersion: ${opening.repeat(30_000)}`).others).toEqual([]);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
  }
});

test('a value of the wrong type is noted with its path and counts as absent', () => {
  const { hpas } = manifestsOf(edited('web-app', ['maxReplicas: 5', 'maxReplicas: "5"'], ['minReplicas: 2', 'minReplicas: [2]']));
  expect(hpas[0]!.spec).toMatchObject({ minReplicas: undefined, maxReplicas: 0 });
  expect(hpas[0]!.shapeProblems).toEqual([
    { path: 'spec.minReplicas', message: 'is a list; must be a whole number from 0 to 2147483647', effect: 'rejected' },
    { path: 'spec.maxReplicas', message: 'is "5"; must be a whole number from 0 to 2147483647', effect: 'rejected' },
  ]);
});

test('a quantity with an exponent of millions is a wrong type, not a computation', () => {
  const { workloads } = manifestsOf(edited('web-app', ['cpu: 250m', 'cpu: "1e900000000"']));
  expect(workloads[0]!.shapeProblems[0]).toMatchObject({ path: 'spec.template.spec.containers[0].resources.requests.cpu' });
});

test('every set of pods has its bounds, whoever sets them', () => {
  const manifests = manifestsOf(...EXAMPLES.map(exampleText));
  expect(scaledPods(manifests).map(({ title, scaler, minPods, maxPods }) => [title, scaler.kind, minPods, maxPods])).toEqual([
    ['Deployment shop-storefront', 'HorizontalPodAutoscaler', 2, 5],
    ['Deployment mailer', 'ScaledObject', 0, 12],
    ['Knative Service thumbnails', 'Service', 1, 20],
    ['ScaledJob nightly-report', 'ScaledJob', 0, 4],
    ['InferenceService sentiment predictor', 'InferenceService', 1, 4],
  ]);
});

test('one mistake hides one document: the others of its file are read, with their lines', () => {
  const text = `${exampleText('web-app')}---\napiVersion: v1\n kind: Broken\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: last}\n`;
  const lines = exampleText('web-app').split('\n').length;
  const { objects, unreadable } = readDocuments([{ file: 'a.yaml', text }]);
  expect(objects.map(({ kind }) => kind)).toEqual([
    ...['ServiceAccount', 'PodDisruptionBudget', 'Service', 'Deployment', 'HorizontalPodAutoscaler'],
    'Deployment',
  ]);
  expect(objects.at(-1)!.line).toBe(lines + 4);
  expect(objects.at(-1)!.lineOf('metadata.name')).toBe(lines + 6);
  expect(unreadable).toMatchObject([{ file: 'a.yaml', isTemplate: false }]);
  expect(unreadable[0]!.line).toBeGreaterThanOrEqual(lines);
  expect(unreadable[0]!.line).toBeLessThan(lines + 3);
});

test('a text without apiVersion and kind is not parsed, however it is written; keys with escapes are', () => {
  expect(readDocuments([{ file: 'package-lock.json', text: '{"a": [' }])).toEqual({ objects: [], unreadable: [] });
  const escaped = '{"\\u006bind": "Deployment", "api\\u0056ersion": "apps/v1"}';
  expect(readDocuments([{ file: 'a.json', text: escaped }]).objects).toMatchObject([{ kind: 'Deployment' }]);
});

test('another encoding than UTF-8 is named, not passed over', () => {
  const text = Buffer.from('apiVersion: v1\nkind: Pod\n', 'utf16le').toString('utf8');
  expect(readDocuments([{ file: 'a.yaml', text }]).unreadable).toMatchObject([{ line: 1, problem: 'is not text in UTF-8' }]);
});

test('a map of 100,000 keys is read in linear time, and a key that is there twice is found', () => {
  const map = (count: number, tail = ''): string =>
    `apiVersion: v1\nkind: ConfigMap\n# &anchor\ndata: !!map\n${Array.from({ length: count }, (_, index) => `  key-${index}: v\n`).join('')}${tail}`;
  const cpuMs = (count: number): number => {
    const before = process.cpuUsage();
    expect(readDocuments([{ file: 'a.yaml', text: map(count) }]).objects).toHaveLength(1);
    return process.cpuUsage(before).user / 1000;
  };
  cpuMs(1000);
  // Quadratic would be 100 times; a factor of ten leaves room for a busy machine.
  expect(cpuMs(100_000) / cpuMs(10_000)).toBeLessThan(40);
  expect(readDocuments([{ file: 'a.yaml', text: map(10, '  key-3: again\n') }]).unreadable).toMatchObject([
    { line: 15, problem: 'is not valid YAML: Map keys must be unique' },
  ]);
});
