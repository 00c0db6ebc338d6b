import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findKindTools } from '../../cli/checks/kind-tools';
import { readResults, type StackOutputs } from '../../cli/kubernetes/outputs';
import { ExitCode } from '../../contract';
import { ClusterStack } from './cluster-stack';
import { lab, REPO } from './lab';
import { TemporaryProfile } from './temporary-profile';

/** Cluster, images, one autoscaling benchmark, clean-up. */
jest.setTimeout(15 * 60_000);

const tools = findKindTools();
const onKind = 'missing' in tools ? test.skip : test;
const because = 'missing' in tools ? ` (skipped: ${tools.missing})` : '';
const flags = 'missing' in tools ? [] : tools.flags;
const scratch = mkdtempSync(join(tmpdir(), 'lab-kind-'));
let environment: NodeJS.ProcessEnv = {};
let stack = new ClusterStack('kind', environment);

/** The HPA profile without its second rise, and with a shorter way down. */
const profile = new TemporaryProfile('hpa', 'kind-hpa-e2e');
function writeProfile(maxReplicas: number): void {
  const phases = [
    { seconds: 15, rps: 2 },
    { seconds: 90, rps: 18 },
  ];
  const hpa = { maxReplicas, behavior: { scaleDown: { stabilizationWindowSeconds: 15 } } };
  const services = { fastapi: { autoscaling: { hpa } } };
  profile.write('autoscaling/hpa', { phases, settleSeconds: 30 }, { services });
}

/** A lab for a cluster that it did not make, beside the one that is there. */
const GUEST = 'lab-guest';
const guest = new TemporaryProfile('hpa', 'kind-guest-e2e');
function writeGuest(): void {
  guest.write('autoscaling/hpa', { phases: [{ seconds: 10, rps: 2 }], settleSeconds: 0 }, { namespace: GUEST });
}

/** Finds the tools, and starts Docker where it is the lab's own and has ended. */
async function prepareTools(): Promise<void> {
  if ('missing' in tools) return;
  environment = await tools.environment();
  stack = new ClusterStack('kind', environment);
}

beforeAll(prepareTools);

afterAll(async () => {
  rmSync(scratch, { recursive: true, force: true });
  profile.remove();
  guest.remove();
  if ('missing' in tools) return;
  await lab(['down', '--on', 'kind']);
  if (flags.length > 0) await lab(['packages', 'stop']);
});

describe(`./lab up --on kind${because}`, () => {
  let outputs: StackOutputs;

  onKind('makes a cluster, scales FastAPI up under its benchmark, and exports the result', async () => {
    const json = join(scratch, 'results.json');
    writeProfile(4);
    const { exitCode, output } = await lab(['up', '--on', 'kind', ...flags, '--profile', profile.name, '--json', json]);
    expect({ exitCode, output }).toMatchObject({ exitCode: ExitCode.ok });
    outputs = stack.outputs();
    const result = readResults(outputs)?.results[0];
    expect(outputs.results).toMatchObject({ 'autoscaling/hpa': { pass: result?.verdict.pass } });
    expect(result).toMatchObject({ name: 'autoscaling/hpa', environment: { engine: 'kind' } });
    const replicas = (result?.series['replicas']?.points ?? []).map(([, count]) => count);
    expect(replicas[0]).toBe(1);
    expect(Math.max(...replicas)).toBeGreaterThan(1);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ results: [{ name: 'autoscaling/hpa' }] });
  });

  onKind('the HPA scales down to one pod when the load is over', () => stack.untilOnePod('fastapi'));

  onKind('every output is what the cluster says', () => {
    for (const service of Object.keys(outputs.endpoints))
      expect(stack.kubectl('get', 'service', service, '--output', 'name')).toBe(`service/${service}\n`);
    const result = readResults(outputs)?.results[0];
    const configMap = result?.subject.configHash ?? '';
    const stored = stack.kubectl('get', 'configmap', `lab-result-autoscaling-hpa-${configMap}`, '--output', 'json');
    const { data } = JSON.parse(stored) as { data: Record<string, string> };
    expect(JSON.parse(data['result.json'] ?? '')).toEqual(result);
    expect(stack.kubectl('get', 'hpa', 'fastapi', '--output', 'jsonpath={.spec.maxReplicas}')).toBe('4');
    expect(existsSync(outputs.reportPath ?? '')).toBe(true);
  });

  onKind('a second update has nothing to do', () => {
    expect(stack.plannedSteps(profile.name)).toEqual({});
  });

  onKind('another bound of the HPA changes the HPA and runs only its benchmark again', () => {
    writeProfile(5);
    const steps = stack.plannedSteps(profile.name);
    expect(steps['HorizontalPodAutoscaler/fastapi']).toBe('update');
    expect(Object.keys(steps).filter((name) => !name.includes('autoscaling'))).toEqual(['HorizontalPodAutoscaler/fastapi']);
  });

  onKind('./lab up --on existing puts a lab into a namespace of its own, and ./lab down takes only that away', async () => {
    writeGuest();
    const chosen = ['--kubeconfig', outputs.kubeconfigPath, '--profile', guest.name];
    expect(await lab(['up', '--on', 'existing', ...chosen], environment)).toMatchObject({ exitCode: ExitCode.ok });
    const beside = new ClusterStack('existing', environment, GUEST);
    expect(readResults(beside.outputs())?.results).toMatchObject([
      { name: 'autoscaling/hpa', environment: { engine: 'existing' } },
    ]);
    expect(beside.kubectl('get', 'deployment', 'fastapi', '--output', 'jsonpath={.status.readyReplicas}')).toBe('1');

    expect(await lab(['down', '--on', 'existing'], environment)).toMatchObject({ exitCode: ExitCode.ok });
    expect(stack.kubectl('get', 'namespace', GUEST, '--ignore-not-found')).toBe('');
    writeProfile(4);
    expect(stack.plannedSteps(profile.name)).toEqual({});
  });

  onKind('./lab down leaves nothing', async () => {
    expect(await lab(['down', '--on', 'kind'])).toMatchObject({ exitCode: ExitCode.ok });
    await prepareTools();
    expect(stack.run(['kind', 'get', 'clusters'])).not.toContain('ml-scaling-lab');
    expect(existsSync(outputs.kubeconfigPath)).toBe(false);
    expect(existsSync(join(REPO, 'Pulumi.lab-kind.yaml'))).toBe(false);
  });
});
