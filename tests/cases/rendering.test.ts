import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { DiffReport } from '../../scaling/diff';
import { runRenderer } from '../../cli/manifests/run-renderer';
import { run } from './command';

/** Stand-ins: kustomize prints what lies in `rendered.txt`, helm a Deployment with the last values that it was given. */
const KUSTOMIZE = `#!/bin/sh
[ "$*" = "build ." ] || exit 9
[ -f rendered.txt ] || { echo "E1201 06:00:00.000000 4711 run.go:72] no matches for $PWD/patch.yaml" >&2; exit 1; }
cat rendered.txt
`;
const HELM = `#!/bin/sh
echo "$*" >> "$(dirname "$0")/arguments"
for last; do :; done
[ -f "$last" ] || last=values.yaml
grep -q . "$last" || { echo "Error: found in Chart.yaml, but missing in charts/ directory: redis" >&2; exit 1; }
printf 'apiVersion: apps/v1\\nkind: Deployment\\nmetadata: {name: %s, annotations: {arguments: "%s", secret: "%s"}}\\nspec: {%s}\\n' "$2" "$4" "$SECRET" "$(cat "$last")"
`;

const PATH = process.env['PATH'] ?? '';
let folder: string;
let bin: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rendering-'));
  bin = mkdtempSync(join(tmpdir(), 'rendering-bin-'));
  process.env['PATH'] = [bin, PATH].join(delimiter);
  stand('kustomize', KUSTOMIZE);
  stand('helm', HELM);
});
afterEach(() => {
  process.env['PATH'] = PATH;
  for (const one of [folder, bin]) rmSync(one, { recursive: true });
});

function stand(name: string, script: string): void {
  writeFileSync(join(bin, name), script);
  chmodSync(join(bin, name), 0o755);
}

function write(files: Readonly<Record<string, string>>, side = ''): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, side, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

async function diff(...words: readonly string[]): Promise<{ report: DiffReport; exitCode: number }> {
  const sides = ['--base', join(folder, 'base'), '--head', join(folder, 'head')];
  const { output, exitCode } = await run(
    'diff',
    ...(words.includes('--base') ? [] : sides),
    ...['--no-predict', '--format', 'json', '--fail-on', 'pods>+50%'],
    ...words,
  );
  return { report: JSON.parse(output) as DiffReport, exitCode };
}

const changes = ({ report }: Awaited<ReturnType<typeof diff>>) =>
  report.changes.map(({ object, settings }) => `${object}: ${settings.map(({ words }) => words).join('; ')}`);
const unread = ({ report }: Awaited<ReturnType<typeof diff>>) =>
  report.notJudged.map(({ change, message }) => `${change}: ${message}`);
const maxPods = ({ report }: Awaited<ReturnType<typeof diff>>) => [
  report.consequences.total.base.maxPods,
  report.consequences.total.head.maxPods,
];

const web = (replicas: number, name = 'web'): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {replicas: ${replicas}}\n`;
const overlay = (replicas: number) => ({
  'kustomization.yaml': `resources: [../../base]\nreplicas: [{name: web, count: ${replicas}}]\n`,
  'rendered.txt': web(replicas),
});
const tree = (dev: number, prod: number): Record<string, string> => ({
  'base/kustomization.yaml': 'resources: [web.yaml]\n',
  'base/web.yaml': web(1),
  ...Object.fromEntries(Object.entries(overlay(dev)).map(([path, text]) => [`overlays/dev/${path}`, text])),
  ...Object.fromEntries(Object.entries(overlay(prod)).map(([path, text]) => [`overlays/prod/${path}`, text])),
});

describe('kustomizations', () => {
  test('each overlay is a deployment of its own, and their base is none', async () => {
    write(tree(2, 4), 'base');
    write(tree(2, 10), 'head');
    const answer = await diff();
    expect(changes(answer)).toEqual(['Deployment web in overlays/prod: replicas 4 → 10']);
    expect(maxPods(answer)).toEqual([6, 12]);
    expect(unread(answer)).toEqual([]);
    expect(answer.report.gates).toMatchObject([{ verdict: 'fail' }]);
  });

  test('--no-render names them instead, and no gate passes', async () => {
    write(tree(2, 4), 'base');
    write(tree(2, 3), 'head');
    const answer = await diff('--no-render');
    expect(unread(answer)).toContain('changed: kustomization overlays/prod is not rendered');
    expect(answer.exitCode).toBe(6);
    expect((await diff()).exitCode).toBe(0);
  });

  test('without a program they are named, too', async () => {
    write(tree(2, 4), 'base');
    write(tree(2, 3), 'head');
    rmSync(join(bin, 'kustomize'));
    process.env['PATH'] = bin;
    const answer = await diff();
    expect(unread(answer)).toContain('changed: kustomization overlays/prod is not rendered');
    expect(answer.report.notJudged.find(({ change }) => change === 'changed')!.fix).toBe(
      "Render it: --render 'kubectl kustomize overlays/prod'.",
    );
    expect(answer.exitCode).toBe(6);
  });

  test('a head that fails is named with the last words of the program; the base is not shown as gone', async () => {
    write(tree(2, 4), 'base');
    write(
      { ...tree(2, 4), 'overlays/prod/kustomization.yaml': 'resources: [../../base]\npatches: [{path: patch.yaml}]\n' },
      'head',
    );
    rmSync(join(folder, 'head/overlays/prod/rendered.txt'));
    const answer = await diff();
    expect(changes(answer)).toEqual([]);
    expect(unread(answer)).toEqual([
      'changed: kustomization overlays/prod is not rendered: no matches for ' + join(folder, 'head/overlays/prod/patch.yaml'),
    ]);
    expect(answer.report.gates).toMatchObject([{ verdict: 'unknown', pass: false }]);
  });

  test.each([
    'https://example.com/deploy.yaml',
    'github.com/example/deploy//base?ref=v1',
    'git@example.com:team/deploy.git',
    'gh:example/deploy',
  ])('a remote base is not fetched: %s', async (remote) => {
    write(
      { 'base/kustomization.yaml': `resources: ["${remote}"]\n`, ...overlay(2), 'kustomization.yaml': 'resources: [base]\n' },
      'base',
    );
    write(
      {
        'base/kustomization.yaml': `resources: ["${remote}", x.yaml]\n`,
        ...overlay(9),
        'kustomization.yaml': 'resources: [base]\n',
      },
      'head',
    );
    const answer = await diff();
    expect(unread(answer)).toContain(
      `changed: kustomization . is not rendered: it takes in ${remote}, and nothing is fetched here`,
    );
    expect(answer.exitCode).toBe(6);
  });

  test('a render that prints no object is no empty deployment', async () => {
    write({ 'kustomization.yaml': 'resources: [web.yaml]\n', 'web.yaml': web(2), 'rendered.txt': web(2) }, 'base');
    write({ 'kustomization.yaml': 'resources: [web.yaml]\n', 'web.yaml': web(3), 'rendered.txt': '' }, 'head');
    const answer = await diff();
    expect(unread(answer)).toEqual(['changed: kustomization . is not rendered: kustomize printed no Kubernetes object']);
    expect(answer.exitCode).toBe(6);
  });

  test('one that holds no object yet is empty', async () => {
    const empty = {
      'kustomization.yaml': 'resources: [later.yaml]\n',
      'later.yaml': '# written by a tool\n',
      'rendered.txt': '',
    };
    write({ ...empty, 'web/web.yaml': web(2) }, 'base');
    write({ ...empty, 'web/web.yaml': web(3) }, 'head');
    const answer = await diff();
    expect(unread(answer)).toEqual([]);
    expect(answer.exitCode).toBe(0);
  });

  test('a component is no deployment by itself', async () => {
    const component = { 'part/kustomization.yaml': 'kind: Component\nresources: [web.yaml]\n', 'part/rendered.txt': web(7) };
    write(component);
    const { output } = await run('lint', folder, '--format', 'json');
    expect(JSON.parse(output)).toMatchObject({ notJudged: [{ message: 'component part is not rendered' }] });
  });

  test('a change hides no deployment by wrapping it into another one', async () => {
    const wrapped = { 'wrap/kustomization.yaml': 'resources: [../overlays/prod]\n', 'wrap/rendered.txt': web(1) };
    write(tree(2, 4), 'base');
    write({ ...tree(2, 400), ...wrapped }, 'head');
    const answer = await diff();
    expect(changes(answer)).toContain('Deployment web in overlays/prod: replicas 4 → 400');
    expect(answer.exitCode).toBe(6);
  });

  test('nor by taking in a file that was applied as it is', async () => {
    write({ 'web.yaml': web(4) }, 'base');
    write({ 'web.yaml': web(400), 'kustomization.yaml': 'resources: [web.yaml]\n', 'rendered.txt': web(1) }, 'head');
    const answer = await diff();
    expect(maxPods(answer)).toEqual([4, 401]);
    expect(answer.exitCode).toBe(6);
  });

  test('what lies beside a kustomization and is not in it is no part of its deployment', async () => {
    const hpa =
      'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec: {scaleTargetRef: {kind: Deployment, name: web}, maxReplicas: 90}\n';
    for (const [side, count] of [
      ['base', 2],
      ['head', 3],
    ] as const)
      write(
        {
          'kustomization.yaml': `resources: [web.yaml]\nreplicas: [{count: ${count}}]\n`,
          'rendered.txt': web(count),
          'hpa.yaml': hpa,
        },
        side,
      );
    expect(changes(await diff())).toEqual(['Deployment web in .: replicas 2 → 3']);
  });
});

describe('charts', () => {
  const chart = (values: Readonly<Record<string, string>>): Record<string, string> => ({
    'charts/shop/Chart.yaml': 'name: shop\n',
    'charts/shop/templates/web.yaml': '{{ .Values.replicas }}\n',
    ...Object.fromEntries(Object.entries(values).map(([file, text]) => [`charts/shop/${file}`, text])),
  });

  test('a chart is rendered with its own values, without hooks and without the secrets of this process', async () => {
    write(chart({ 'values.yaml': 'replicas: 2' }), 'base');
    write(chart({ 'values.yaml': 'replicas: 5' }), 'head');
    process.env['SECRET'] = 'hidden';
    const answer = await diff();
    delete process.env['SECRET'];
    expect(changes(answer)).toEqual(['Deployment shop: replicas 2 → 5']);
    expect(readFileSync(join(bin, 'arguments'), 'utf8')).toMatch(
      /^template shop \. --no-hooks --kube-version 1\.\d+ --api-versions keda\.sh\/v1alpha1 /,
    );
    const { output } = await run('lint', join(folder, 'head'), '--format', 'json');
    expect(output).not.toMatch(/hidden/);
    expect(output).toMatch(/"notJudged": \[\]/);
  });

  test('values files beside it are environments, a deployment each', async () => {
    const values = (prod: number) =>
      chart({ 'values.yaml': 'replicas: 1', 'values-dev.yaml': 'replicas: 2', 'values/prod.yaml': `replicas: ${prod}` });
    write(values(3), 'base');
    write(values(9), 'head');
    const answer = await diff();
    expect(changes(answer)).toEqual(['Deployment shop in charts/shop prod: replicas 3 → 9']);
    expect(maxPods(answer)).toEqual([5, 11]);
  });

  test('an environment that is new hides nothing of the chart as it was', async () => {
    write(chart({ 'values.yaml': 'replicas: 2' }), 'base');
    write(chart({ 'values.yaml': 'replicas: 200', 'values-x.yaml': 'replicas: 1' }), 'head');
    const answer = await diff();
    expect(changes(answer)).toContain('Deployment shop in charts/shop: replicas 2 → 200');
    expect(answer.exitCode).toBe(6);
  });

  test('--values names the environments', async () => {
    for (const [side, replicas] of [
      ['base', 3],
      ['head', 4],
    ] as const)
      write({ ...chart({ 'values.yaml': 'replicas: 1' }), 'live/prod.yaml': `replicas: ${replicas}` }, side);
    expect(changes(await diff('--values', 'live/prod.yaml'))).toEqual(['Deployment shop: replicas 3 → 4']);
    await expect(diff('--values', 'live/none.yaml')).rejects.toThrow(/--values live\/none.yaml\n {2}is on no side/);
    await expect(diff('--no-render', '--values', 'live/prod.yaml')).rejects.toThrow(/with --no-render none is rendered/);
    await expect(diff('--values', 'a/x.yaml', '--values', 'b/x.yaml')).rejects.toThrow(/two environments called x/);
  });

  test('a chart whose dependencies are not there is named with what helm says, and its values', async () => {
    write(chart({ 'values.yaml': 'replicas: 2' }), 'base');
    write(chart({ 'values.yaml': '' }), 'head');
    const answer = await diff();
    expect(unread(answer)).toEqual([
      'changed: chart shop is not rendered: Error: found in Chart.yaml, but missing in charts/ directory: redis',
    ]);
    expect(answer.exitCode).toBe(6);
  });
});

describe('git refs', () => {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
  const leftovers = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('lab-render-'));

  test('are rendered as they were committed, in a folder that is gone afterwards', async () => {
    git('init', '--quiet', '--initial-branch=main');
    git('config', 'user.name', 'test');
    git('config', 'user.email', 'test@example.com');
    for (const count of [4, 5]) {
      write(tree(2, count), 'deploy');
      git('add', '.');
      git('commit', '--quiet', '--message', String(count));
    }
    write(tree(2, 99), 'deploy');
    const before = process.cwd();
    const known = leftovers();
    process.chdir(folder);
    try {
      const sides = ['--base', 'HEAD~1', '--head', 'HEAD', '--path', 'deploy'];
      expect(changes(await diff(...sides))).toEqual(['Deployment web in overlays/prod: replicas 4 → 5']);
      // Files outside --path that an overlay takes in count, too.
      expect(changes(await diff('--base', 'HEAD~1', '--head', 'HEAD', '--path', 'deploy/overlays/prod'))).toEqual([
        'Deployment web: replicas 4 → 5',
      ]);
    } finally {
      process.chdir(before);
    }
    expect(leftovers()).toEqual(known);
    expect(git('status', '--porcelain', '--untracked-files=no').split('\n').filter(Boolean)).toHaveLength(2);
  });
});

test('a render has a limit of time, and ends on ctrl-C, with all that it started', async () => {
  const started = join(folder, 'started');
  stand('helm', `#!/bin/sh\ntail -f /dev/null &\necho $! > ${started}\nwait\n`);
  const options = { cwd: folder, signal: new AbortController().signal };
  expect(await runRenderer(join(bin, 'helm'), [], { ...options, limitMs: 300 })).toEqual({
    kind: 'failed',
    why: 'did not end within 0.3 s and was ended',
  });
  const interrupt = new AbortController();
  const running = runRenderer(join(bin, 'helm'), [], { ...options, signal: interrupt.signal, limitMs: 60_000 });
  interrupt.abort(new Error('ctrl-C'));
  await expect(running).rejects.toThrow('ctrl-C');
  expect(existsSync(started)).toBe(true);
});
