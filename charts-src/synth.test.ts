import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

/** Runs the command of cdk8s.yaml as cdk8s does, into a folder of its own. */
function synth(folder: string, profile: string) {
  const run = spawnSync(process.execPath, ['charts-src/synth.cjs'], {
    cwd: ROOT,
    env: { ...process.env, CDK8S_OUTDIR: folder, LAB_PROFILE: profile },
    encoding: 'utf8',
  });
  const below = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort() : [];
  const names = below.filter((name) => name.endsWith('.yaml'));
  const files = names.map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
  return { status: run.status, stderr: run.stderr, files };
}

describe('the app behind cdk8s synth', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lab-dist-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('writes from TypeScript as it stands, the same bytes every time, and leaves no file of an earlier run', () => {
    writeFileSync(join(folder, '10-old.k8s.yaml'), 'kind: Old\n');
    const first = synth(folder, 'default');
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first.files.length).toBeGreaterThan(2);
    expect(first.files.map(([name]) => name)).not.toContain('10-old.k8s.yaml');
    expect(synth(folder, 'default').files).toEqual(first.files);
  });

  test('keeps what starts load tests in a folder of its own, and says in each file what made it', () => {
    const { files } = synth(folder, 'default');
    const jobs = files.filter(([, yaml]) => /^kind: Job$/m.test(yaml)).map(([name]) => name);
    expect(jobs).toContain('benchmarks/bench-load-fastapi.k8s.yaml');
    expect(jobs.filter((name) => !name.startsWith('benchmarks/'))).toEqual([]);
    const first = '# ml-scaling-lab, profile default: LAB_PROFILE=default npx cdk8s synth --no-check-upgrade';
    expect(files.filter(([, yaml]) => yaml.split('\n')[0] !== first)).toEqual([]);
  });

  test('names the nearest profile when there is none of that name', () => {
    const { status, stderr, files } = synth(folder, 'kedaa');
    expect({ status, stderr, files }).toEqual({
      status: 2,
      stderr: 'LAB_PROFILE=kedaa\n  there is no profiles/kedaa.yaml.\n  Did you mean keda?\n  code: profile-unknown\n',
      files: [],
    });
  });
});
