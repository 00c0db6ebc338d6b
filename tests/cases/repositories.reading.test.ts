import { join } from 'node:path';
import { caseFolder, diffOf, lintOf, run } from './command';

const changed = (report: Awaited<ReturnType<typeof diffOf>>['report']) =>
  report.notJudged
    .filter(({ change }) => change !== 'unchanged')
    .map(({ object, file, values }) => ({ object: object ?? file.split('/').slice(-2).join('/'), values }));

describe('01: the same names in dev/, staging/ and prod/ are three deployments', () => {
  const folder = caseFolder('01-same-names-in-env-folders');

  test('each is compared with itself, every line names its folder, and the gate fails', async () => {
    const { report, exitCode } = await diffOf(folder, '--fail-on', 'pods>+50%');
    expect(report.changes.map(({ object, change }) => [object, change])).toEqual([['HPA web in prod', 'changed']]);
    expect(report.changes[0]!.settings.map(({ words }) => words).join('; ')).toMatch(/max 20 → 40/);
    expect(report.consequences.total).toMatchObject({ base: { maxPods: 26 }, head: { maxPods: 46 } });
    expect(exitCode).toBe(6);
  });

  test('lint finds the one fault there is', async () => {
    const { report } = await lintOf(join(folder, 'head'));
    expect(
      report.findings
        .filter(({ severity }) => severity !== 'note')
        .map(({ rule, object, file }) => [rule, object, file.split('/').slice(-2).join('/')]),
    ).toEqual([['pdb-blocks-drain', 'PDB web in dev', 'dev/web.yaml']]);
  });
});

describe('03: a render that prints nothing', () => {
  const folder = caseFolder('03-empty-render-passes');
  test.each(['helm template nosuch 2>/dev/null | cat', 'true', 'echo "# nothing"'])('%s is an error', async (command) => {
    await expect(diffOf(folder, '--render', command, '--fail-on', 'pods>+10%')).rejects.toThrow(
      /on .*base\n {2}printed no Kubernetes object/,
    );
  });

  test('several renders have an answer each', async () => {
    const { report, exitCode } = await diffOf(
      folder,
      '--render',
      'dev=cat web.yaml',
      '--render',
      'prod=cat web.yaml',
      '--fail-on',
      'pods>+10%',
    );
    expect(report.changes.map(({ object }) => object)).toEqual(['HPA web in dev', 'HPA web in prod']);
    expect(exitCode).toBe(6);
  });
});

describe('06: what is not rendered is not passed over', () => {
  const folder = caseFolder('06-not-rendered');
  test.each([
    [
      'flux-helmrelease',
      'HelmRelease web',
      {
        'spec.values.replicas': ['4', '0'],
        'spec.values.autoscaling.minReplicas': ['4', '0'],
        'spec.values.autoscaling.maxReplicas': ['20', '2'],
      },
    ],
    ['values-yaml', 'head/values.yaml', { 'autoscaling.maxReplicas': ['10', '100'] }],
    ['kustomize-unrendered', 'prod/kustomization.yaml', { 'replicas[web]': ['2', '1'], 'patch.spec.maxReplicas': ['20', '80'] }],
  ])('%s: %s is named with what changes in it, and the gate is unknown', async (name, object, values) => {
    const { report, exitCode } = await diffOf(join(folder, name), '--fail-on', 'pods>+1000%');
    expect(report.isChanged).toBe(true);
    expect(changed(report)).toEqual([
      {
        object,
        values: expect.arrayContaining(Object.entries(values).map(([path, [base, head]]) => ({ path, base, head }))) as unknown,
      },
    ]);
    expect(report.gates).toMatchObject([{ verdict: 'unknown', pass: false }]);
    expect(exitCode).toBe(6);
  });

  test('a DeploymentConfig is read as the pods that its HPA scales', async () => {
    const { report, exitCode } = await diffOf(join(folder, 'openshift-dc'), '--fail-on', 'pods>+50%');
    expect(report.consequences.total).toMatchObject({ base: { maxPods: 4 }, head: { maxPods: 40 } });
    expect(exitCode).toBe(6);
  });

  test('custom resources that scale are named each, or read', async () => {
    const { report, exitCode } = await diffOf(join(folder, 'crd-scaled'), '--fail-on', 'pods>+1000%');
    const names = [...changed(report).map(({ object }) => object), ...report.changes.map(({ object }) => object)];
    for (const name of ['RayCluster r', 'LeaderWorkerSet l', 'HTTPScaledObject h']) expect(names).toContain(name);
    expect(exitCode).toBe(6);
  });
});

test('13: one file that cannot be read does not end the answer', async () => {
  const folder = caseFolder('13-one-unreadable-file');
  const { report, exitCode } = await diffOf(folder, '--fail-on', 'pods>+50%');
  expect(report.consequences.total).toMatchObject({ base: { maxPods: 10 }, head: { maxPods: 100 } });
  expect(report.notJudged).toMatchObject([{ change: 'unchanged', reason: 'not-rendered' }]);
  expect(report.gates).toMatchObject([{ verdict: 'fail' }]);
  expect(exitCode).toBe(6);
  expect((await diffOf(folder, '--fail-on', 'pods>+5000%')).exitCode).toBe(0);
  const { output } = await run('diff', '--base', join(folder, 'base'), '--head', join(folder, 'head'), '--no-predict');
  expect(output).toMatch(/1 file is a template or not YAML and was left out, the same on both sides: \S*a\.yaml/);
});

test('14: a broken base does not block the head that repairs it', async () => {
  const { report, exitCode } = await diffOf(caseFolder('14-base-broken-head-fixes-it'), '--fail-on', 'pods>+1000%');
  expect(report.changes.map(({ object, change }) => [object, change])).toEqual([['HPA web', 'added']]);
  expect(report.notJudged).toMatchObject([{ change: 'repaired', line: expect.any(Number) as unknown }]);
  expect(exitCode).toBe(0);
});

test('20: values that are filled in later are one note a file, and no rule speaks of them', async () => {
  const { report } = await lintOf(caseFolder('20-placeholders', 'head'));
  expect(report.findings).toEqual([]);
  expect(report.notJudged.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^holds values that are filled in later \(.*\$\{REPLICAS:-1\}.*\)/),
  ]);
});
