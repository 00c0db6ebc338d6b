import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { localBackend } from '../../cli/kubernetes/backend';
import { parseOutputs, type StackOutputs } from '../../cli/kubernetes/outputs';
import { ExitCode } from '../../contract';
import { findKindTools } from './kind-tools';
import { lab, REPO } from './lab';

/** Cluster, images, one autoscaling benchmark, clean-up. */
jest.setTimeout(15 * 60_000);

const tools = findKindTools();
const onKind = 'missing' in tools ? test.skip : test;
const because = 'missing' in tools ? ` (skipped: ${tools.missing})` : '';
const flags = 'missing' in tools ? [] : tools.flags;
let environment: NodeJS.ProcessEnv = {};

const STACK = 'lab-kind';
const OVERLAY = join(REPO, 'lab.kind-e2e.yaml');
const scratch = mkdtempSync(join(tmpdir(), 'lab-kind-'));

function run(command: readonly string[]): string {
  const [program = '', ...args] = command;
  const env = { ...environment, ...localBackend(join(REPO, '.lab')) };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: REPO, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`);
  return stdout;
}

interface Step {
  readonly op: string;
  readonly urn: string;
}

/** What an update would do, by the names of resources. */
function plannedSteps(profile: string): Record<string, string> {
  const { steps } = JSON.parse(run(['pulumi', 'preview', '--stack', STACK, '--json', '--config', `lab:profile=${profile}`])) as {
    steps: Step[];
  };
  return Object.fromEntries(
    steps.filter(({ op }) => op !== 'same' && op !== 'read').map(({ op, urn }) => [urn.split('::').at(-1) ?? '', op]),
  );
}

beforeAll(async () => {
  if (!('missing' in tools)) environment = await tools.environment();
});

afterAll(async () => {
  rmSync(scratch, { recursive: true, force: true });
  rmSync(OVERLAY, { force: true });
  if ('missing' in tools) return;
  await lab(['down', '--on', 'kind']);
  if (flags.length > 0) await lab(['packages', 'stop']);
});

describe(`./lab up --on kind${because}`, () => {
  let outputs: StackOutputs;

  onKind('makes a cluster, scales FastAPI up and down under its benchmark, and exports the result', async () => {
    const json = join(scratch, 'results.json');
    const chosen = ['--profile', 'hpa', '--only', 'autoscaling/hpa'];
    const { exitCode, output } = await lab(['up', '--on', 'kind', ...flags, ...chosen, '--json', json]);
    expect({ exitCode, output }).toMatchObject({ exitCode: ExitCode.ok });
    outputs = parseOutputs(run(['pulumi', 'stack', 'output', '--stack', STACK, '--json']));
    const result = outputs.results?.results[0];
    expect(result).toMatchObject({ name: 'autoscaling/hpa', environment: { engine: 'kind' } });
    const replicas = (result?.series['replicas']?.points ?? []).map(([, count]) => count);
    expect(replicas[0]).toBe(1);
    expect(Math.max(...replicas)).toBeGreaterThan(1);
    expect(replicas.at(-1)).toBe(1);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ results: [{ name: 'autoscaling/hpa' }] });
  });

  onKind('every output is what the cluster says', () => {
    const kubectl = (...args: readonly string[]) =>
      run(['kubectl', '--kubeconfig', outputs.kubeconfigPath, '--namespace', 'ml-scaling-lab', ...args]);
    for (const { service } of outputs.endpoints)
      expect(kubectl('get', 'service', service, '--output', 'name')).toBe(`service/${service}\n`);
    const configMap = outputs.results?.results[0]?.subject.configHash ?? '';
    const stored = kubectl('get', 'configmap', `lab-result-autoscaling-hpa-${configMap}`, '--output', 'json');
    const { data } = JSON.parse(stored) as { data: Record<string, string> };
    expect(JSON.parse(data['result.json'] ?? '')).toEqual(outputs.results?.results[0]);
    expect(kubectl('get', 'hpa', 'fastapi', '--output', 'jsonpath={.spec.maxReplicas}')).toBe('4');
    expect(existsSync(outputs.reportPath ?? '')).toBe(true);
  });

  onKind('a second update has nothing to do', () => {
    expect(plannedSteps('hpa')).toEqual({});
  });

  onKind('another bound of the HPA changes the HPA and runs only its benchmark again', () => {
    const overlay = parse(readFileSync(join(REPO, 'lab.hpa.yaml'), 'utf8')) as {
      services: { fastapi: { autoscaling: { hpa: { maxReplicas: number } } } };
    };
    overlay.services.fastapi.autoscaling.hpa.maxReplicas = 5;
    writeFileSync(OVERLAY, stringify(overlay));
    const steps = plannedSteps('kind-e2e');
    expect(steps['HorizontalPodAutoscaler/fastapi']).toBe('update');
    expect(Object.keys(steps).filter((name) => !name.includes('autoscaling'))).toEqual(['HorizontalPodAutoscaler/fastapi']);
  });

  onKind('./lab down leaves nothing', async () => {
    expect(await lab(['down', '--on', 'kind'])).toMatchObject({ exitCode: ExitCode.ok });
    // Docker may have ended with the cluster.
    if (!('missing' in tools)) environment = await tools.environment();
    expect(run(['kind', 'get', 'clusters'])).not.toContain('ml-scaling-lab');
    expect(existsSync(outputs.kubeconfigPath)).toBe(false);
    expect(existsSync(join(REPO, `Pulumi.${STACK}.yaml`))).toBe(false);
  });
});
