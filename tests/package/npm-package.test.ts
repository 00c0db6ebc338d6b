import { execFileSync, spawnSync } from 'node:child_process';
import { builtinModules } from 'node:module';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packages } from '../../package-lock.json';
import { bin, dependencies } from '../../package.json';
import { Interrupt } from '../../cli/interrupt';
import { NEEDS_CHECKOUT } from '../../cli/needs-checkout';
import { REPO } from '../../cli/paths';
import { programOf } from '../../cli/command-line';
import { buildProgram } from '../../cli/program';
import { REVIEW } from '../../cli/review';
import { START } from '../../cli/start';
import { runtimePackages, type Locked } from './runtime-packages';

/** The package is what `tsc` made; `./lab test` compiles first. */
const isCompiled = existsSync(join(REPO, bin['ml-scaling-lab']));
const because = isCompiled ? '' : ' (skipped: not compiled; npx tsc -p tsconfig.json)';
const onPackage = isCompiled ? test : test.skip;

let scratch = '';
let installed = '';

beforeAll(() => {
  if (!isCompiled) return;
  scratch = mkdtempSync(join(tmpdir(), 'lab-package-'));
  installed = join(scratch, 'node_modules/ml-scaling-lab');
  mkdirSync(installed, { recursive: true });
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch], { cwd: REPO });
  const [{ filename }] = JSON.parse(packed.toString()) as [{ readonly filename: string }];
  execFileSync('tar', ['-xzf', join(scratch, filename), '-C', installed, '--strip-components', '1']);
  // As npm would install it, without asking a registry.
  for (const folder of runtimePackages(REPO, packages as Readonly<Record<string, Locked>>))
    cpSync(join(REPO, folder), join(scratch, folder), { recursive: true });
}, 60_000);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function run(...words: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [join(installed, bin['ml-scaling-lab']), ...words], { cwd: scratch, encoding: 'utf8' });
}

function written(folder: string, maxReplicas: number): string {
  mkdirSync(join(scratch, folder), { recursive: true });
  writeFileSync(
    join(scratch, folder, 'web.yaml'),
    `apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: web, resources: { requests: { cpu: 500m, memory: 64Mi } } }] }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web }
spec:
  minReplicas: 2
  maxReplicas: ${maxReplicas}
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 60 } } }]
`,
  );
  return folder;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).isFile());
}

/** What a compiled file requires, in its own words. */
function required(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/(?:require|import)\(\s*["']([^"']+)["']\s*\)/g)].map(([, name = '']) => name);
}

test('a command is in the package, or says that it needs a checkout', () => {
  const all = buildProgram(new Interrupt(), () => undefined).commands.map((one) => one.name());
  const packed = programOf([START, REVIEW], { interrupt: new Interrupt(), exit: () => undefined }).commands.map((one) =>
    one.name(),
  );
  expect([...NEEDS_CHECKOUT, ...packed].sort()).toEqual([...all].sort());
});

onPackage(`is below 60 MB with all that it depends on, and holds no tests${because}`, () => {
  const files = filesBelow(join(scratch, 'node_modules'));
  expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(60e6);
  expect(files.filter((file) => file.startsWith(installed) && file.endsWith('.test.js'))).toEqual([]);
});

onPackage(`holds every file and package that its commands load${because}`, () => {
  const missing: string[] = [];
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file) || !file.endsWith('.js')) return;
    seen.add(file);
    for (const name of required(file)) {
      // What reads the results of a lab is for a checkout.
      if (name === '../measured') continue;
      if (!name.startsWith('.')) {
        if (!builtinModules.includes(name.replace(/^node:/, '')) && !(name.split('/')[0]! in dependencies)) missing.push(name);
        continue;
      }
      const base = join(dirname(file), name);
      const at = [base, `${base}.js`, join(base, 'index.js')].find((one) => existsSync(one) && statSync(one).isFile());
      if (at === undefined) missing.push(`${file.slice(installed.length)}: ${name}`);
      else visit(at);
    }
  };
  for (const entry of ['cli/npx.js', 'cli/budget/child.js', 'cli/simulation/worker.js']) visit(join(installed, 'build', entry));
  expect(missing).toEqual([]);
  expect(seen.size).toBeGreaterThan(100);
});

onPackage(`lint and diff answer, with a prediction in threads of its own${because}`, () => {
  const [base, head] = [written('base', 4), written('head', 9)];
  expect(run('lint', head)).toMatchObject({ status: 0 });
  const diff = run('diff', '--base', `./${base}`, '--head', `./${head}`, '--service-time-ms', '50', '--seeds', '2');
  expect(diff).toMatchObject({ status: 0, stdout: expect.stringContaining('max 4 → 9') as string });
  expect(diff.stdout).toContain('p95');
  const gated = run('diff', '--base', `./${base}`, '--head', `./${head}`, '--no-predict', '--fail-on', 'cost>+10%');
  expect(gated.status).toBe(6);
});

onPackage(`a command that needs the lab says so${because}`, () => {
  const up = run('up');
  expect(up.status).toBe(4);
  expect(up.stderr).toContain('Clone the repository of the package and run ./lab up there.');
  const results = run('simulate', '--measured', 'results.json');
  expect(results.status).toBe(4);
  expect(results.stderr).toContain('./lab simulate --measured');
});
