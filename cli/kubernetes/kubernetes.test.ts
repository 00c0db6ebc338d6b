import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { queueResult } from '../../report/fixtures/single';
import { localBackend } from './backend';
import { engineNamed } from './engines';
import { parseOutputs, readResults } from './outputs';
import { Pulumi, requirePulumi } from './pulumi';
import { writeStackConfig } from './stack-config';
import { requireClusterOptions } from './up';
import { updateError } from './update-error';

const folder = mkdtempSync(join(tmpdir(), 'kubernetes-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('state and passphrase stay in a folder of the checkout, and only the owner reads the passphrase', () => {
  const first = localBackend(folder);
  const passphrase = first['PULUMI_CONFIG_PASSPHRASE_FILE']!;
  expect(first['PULUMI_BACKEND_URL']).toBe(`file://${join(folder, 'pulumi')}`);
  expect(statSync(passphrase).mode & 0o077).toBe(0);
  const text = readFileSync(passphrase, 'utf8');
  expect(text.length).toBeGreaterThanOrEqual(43);
  localBackend(folder);
  expect(readFileSync(passphrase, 'utf8')).toBe(text);
});

test('settings of an earlier run are replaced; secrets and what Pulumi keeps stay', () => {
  const file = join(folder, 'Pulumi.lab-kind.yaml');
  writeFileSync(
    file,
    'encryptionsalt: v1:abc\nconfig:\n  lab:runId: old\n  lab:wandbApiKey:\n    secure: v1:xyz\n  kubernetes:foo: bar\n',
  );
  writeStackConfig(file, { cluster: 'kind', nodeImage: undefined });
  expect(parse(readFileSync(file, 'utf8'))).toEqual({
    encryptionsalt: 'v1:abc',
    config: { 'lab:wandbApiKey': { secure: 'v1:xyz' }, 'kubernetes:foo': 'bar', 'lab:cluster': 'kind' },
  });
  const fresh = join(folder, 'fresh.yaml');
  writeStackConfig(fresh, { cluster: 'existing' });
  expect(parse(readFileSync(fresh, 'utf8'))).toEqual({ config: { 'lab:cluster': 'existing' } });
});

test.each([
  ['3.200.0', true],
  ['3.248.1-dev+abc', true],
  ['4.0.0', true],
  ['3.199.9', false],
  ['', false],
  ['latest', false],
])('Pulumi %s is new enough: %s', async (version, isEnough) => {
  const checked = requirePulumi(fakePulumi(`echo '${version}'`, new AbortController().signal));
  if (isEnough) await checked;
  else await expect(checked).rejects.toThrow('is too old: the lab needs Pulumi 3.200.0 or newer.');
});

test('on a machine without Pulumi the error says how to get it', async () => {
  const pulumi = new Pulumi({
    cwd: folder,
    environment: { PATH: join(folder, 'bin') },
    logFile: join(folder, 'pulumi.log'),
    signal: new AbortController().signal,
  });
  await expect(requirePulumi(pulumi)).rejects.toThrow(/^pulumi\n {2}is not installed, or not on PATH\.\n[\s\S]*--from-packages/);
});

test.each([
  [
    'kind',
    { keep: true },
    '--keep\n  means nothing with --on kind.\n  The lab stays on a cluster anyway, until ./lab down --on kind.',
  ],
  ['kind', { imageRegistry: 'x' }, '--image-registry\n  means nothing with --on kind.'],
  ['existing', { fromPackages: true }, '--from-packages\n  means nothing with --on existing.'],
] as const)('on %s %j is refused', (engine, given, message) => {
  expect(() => requireClusterOptions(engine, given)).toThrow(message);
});

test('an engine that does not exist names the nearest', () => {
  expect(() => engineNamed('knd')).toThrow('--on knd\n  is not an engine.\n  Did you mean kind?');
  expect(engineNamed('existing')).toBe('existing');
});

describe('a failed update', () => {
  const error = (stderr: string) => updateError('pulumi up', 'lab-kind', { exitCode: 255, stdout: '', stderr }, '/log').message;

  test.each([
    [
      'error: the stack is currently locked by 1 lock(s). Either wait …',
      'is being changed by another run',
      'pulumi cancel --stack lab-kind',
    ],
    [
      'error: configured Kubernetes cluster is unreachable: dial tcp 127.0.0.1:16443',
      'the Kubernetes API did not answer',
      'Run the command again',
    ],
    [
      "error: no resource plugin 'pulumi-resource-kubernetes' found",
      'lacks the plugin',
      'pulumi plugin install resource kubernetes',
    ],
  ])('%s', (said, problem, fix) => {
    expect(error(said)).toContain(problem);
    expect(error(said)).toContain(fix);
    expect(error(said)).toContain('The whole log is /log.');
  });

  test("shows the lab's own error whole, and the error lines of others", () => {
    const own =
      'Diagnostics:\n  pulumi:pulumi:Stack (x):\n    error: lab:cluster\n      knid is not a kind of cluster.\n      Did you mean kind?\n      code: stack-setting-wrong\n\nResources:\n';
    expect(error(own)).toContain(
      'lab:cluster\n    knid is not a kind of cluster.\n    Did you mean kind?\n    code: stack-setting-wrong\n  The whole log',
    );
    expect(error(own)).not.toContain('Resources');
    const foreign = own.replace('lab:cluster', 'Service/web').replace(/ +code: .*\n/, '');
    expect(error(foreign)).not.toContain('Did you mean');
    expect(error('  kubernetes:apps/v1:Deployment\n    error: 2 errors occurred\n')).toContain('error: 2 errors occurred');
  });
});

test('outputs are read with results or without', () => {
  const outputs = { endpoints: {}, kubeconfigPath: '/k', kubeconfig: '[secret]', verdicts: {} };
  const none = parseOutputs(JSON.stringify(outputs));
  expect(none).toEqual({ endpoints: {}, kubeconfigPath: '/k', results: null, resultsPath: null, reportPath: null });
  expect(readResults(none)).toBeNull();
  const run = {
    schema: 'lab.benchmark/v1',
    kind: 'run',
    labVersion: '0.1.0',
    command: 'pulumi up',
    profile: 'default',
    startedAt: '2026-07-30T10:00:00.000Z',
    durationSeconds: 1,
    results: [queueResult()],
    failures: [],
  };
  const resultsPath = join(folder, 'results.json');
  writeFileSync(resultsPath, JSON.stringify(run));
  const measured = parseOutputs(
    JSON.stringify({ ...outputs, results: { 'queue/q': { pass: true, kind: 'queue' } }, resultsPath }),
  );
  expect(measured.results).toEqual({ 'queue/q': { pass: true } });
  expect(readResults(measured)).toEqual(run);
  expect(() => parseOutputs(JSON.stringify({ ...outputs, results: { schema: 'x' } }))).toThrow('pulumi stack output');
});

function fakePulumi(script: string, signal: AbortSignal): Pulumi {
  const bin = mkdtempSync(join(folder, 'bin-'));
  writeFileSync(join(bin, 'pulumi'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return new Pulumi({
    cwd: folder,
    environment: { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` },
    logFile: join(folder, 'pulumi.log'),
    signal,
  });
}

test('an interrupted update lets Pulumi end in order, and says what stays and how to go on', async () => {
  const interrupt = new AbortController();
  const script = "trap 'echo written; exit 1' INT\necho begun\nwhile :; do sleep 0.05; done";
  const lines: string[] = [];
  const updated = fakePulumi(script, interrupt.signal).follow(['up'], (line) => {
    lines.push(line);
    interrupt.abort();
  });
  await expect(updated).rejects.toThrow('what it had made stays on the cluster.\n  Run the command again to go on');
  expect(lines).toEqual(['begun', 'written']);
});

test('temporary files of Pulumi and its plugins, credentials among them, are removed after the command', async () => {
  const pulumi = fakePulumi('echo "token: abc" > "$TMPDIR/kubeconfig"; echo "$TMPDIR/kubeconfig"', new AbortController().signal);
  const { stdout } = await pulumi.read(['up']);
  expect(stdout).toMatch(/lab-pulumi-\w+\/kubeconfig\n$/);
  expect(existsSync(dirname(stdout.trim()))).toBe(false);
});
