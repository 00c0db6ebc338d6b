/**
 * CPU seconds of `lab diff` between two commits of a repository of 10,000 files with 30,000 objects, no traffic simulated:
 *   npx tsc -p tsconfig.json && node build/scaling/bench/diff-tree.js
 *
 * Where the time goes with one change (node --cpu-prof build/cli/budget/child.js … 3>/dev/null): a fifth is garbage collection, a
 * sixth YAML, a fifth reading the objects of parts that no change reaches (their pods count in the totals), the rest telling what is
 * applied together. CPU time, so that neighbours on the machine count for less; they still cost caches.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const FILES = 10_000;
const FILES_OF_A_TEAM = 100;
const ROUNDS = 3;
const LAB = join(__dirname, '../../cli/main.js');

function service(index: number, maxReplicas: number): string {
  const name = `svc-${index}`;
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - name: app
          image: registry.example.com/${name}:1.0
          ports: [{containerPort: 8080}]
          resources: {requests: {cpu: 250m, memory: 256Mi}, limits: {cpu: 500m, memory: 512Mi}}
---
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {selector: {app: ${name}}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: ${name}}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${name}}
  minReplicas: 2
  maxReplicas: ${maxReplicas}
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]
`;
}

const repository = mkdtempSync(join(tmpdir(), 'lab-bench-tree-'));

function git(...args: readonly string[]): void {
  const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com'];
  execFileSync('git', [...author, ...args], { cwd: repository, stdio: 'ignore' });
}

function write(index: number, maxReplicas: number): void {
  const file = join(repository, `apps/team-${Math.floor(index / FILES_OF_A_TEAM)}/svc-${index}/app.yaml`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, service(index, maxReplicas));
}

/** Of the command and what it starts; the best round counts. */
function cpuSeconds(base: string, head: string): number {
  const command = [process.execPath, LAB, 'diff', '--base', base, '--head', head, '--no-predict'];
  const script = `TIMEFORMAT='%U %S'; { time "$@" >/dev/null 2>&3; } 3>/dev/null 2>&1`;
  const rounds = Array.from({ length: ROUNDS }, () => {
    const times = execFileSync('bash', ['-c', script, 'bash', ...command], { cwd: repository, encoding: 'utf8' });
    return times
      .trim()
      .split(' ')
      .reduce((sum, seconds) => sum + Number(seconds), 0);
  });
  return Math.min(...rounds);
}

try {
  git('init', '--quiet');
  for (let index = 0; index < FILES; index++) write(index, 10);
  git('add', '.');
  git('commit', '--quiet', '--message', 'before');
  write(7, 20);
  git('commit', '--quiet', '--all', '--message', 'after');
  for (const [what, base] of [
    ['no change', 'HEAD'],
    ['one change', 'HEAD~1'],
  ] as const)
    process.stdout.write(`${FILES} files, ${what}: ${cpuSeconds(base, 'HEAD').toFixed(2)} CPU s\n`);
} finally {
  rmSync(repository, { recursive: true, force: true });
}
