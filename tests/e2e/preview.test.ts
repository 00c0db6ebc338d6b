import { LocalWorkspace, type EngineEvent, type Stack } from '@pulumi/pulumi/automation';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findKindTools } from '../../cli/checks/kind-tools';
import { localBackend } from '../../cli/kubernetes/backend';
import { synthLab, titleOf } from '../../charts-src';
import { readApps, readLab, type KubernetesObject } from '../../contract';
import { imagesOf } from '../../infra/images';
import { subjectsOf, withSubject } from '../../infra/results/subject';
import { lab, REPO } from './lab';

/** Compiling the program takes most of it. */
jest.setTimeout(5 * 60_000);

const tools = findKindTools();
const withPulumi = 'missing' in tools ? test.skip : test;
const because = 'missing' in tools ? ` (skipped: ${tools.missing})` : '';

const STACK = 'preview-e2e';
const PROFILE = 'kind';
const LAB = readLab({ root: REPO, profile: PROFILE });
const scratch = mkdtempSync(join(tmpdir(), 'lab-preview-'));

interface Planned {
  readonly op: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What Pulumi's engine says it would do, by the names of resources. */
async function planned(stack: Stack): Promise<ReadonlyMap<string, Planned>> {
  const found = new Map<string, Planned>();
  const read = ({ resourcePreEvent }: EngineEvent): void => {
    if (resourcePreEvent === undefined) return;
    const { op, type, urn, new: state } = resourcePreEvent.metadata;
    found.set(urn.split('::').at(-1) ?? '', { op, type, inputs: (state?.inputs ?? {}) as Planned['inputs'] });
  };
  await stack.preview({ onEvent: read });
  return found;
}

function namesOf(plan: ReadonlyMap<string, Planned>, op: string): string[] {
  return [...plan].flatMap(([name, one]) => (one.op === op ? [name] : [])).sort();
}

/** The synthesized objects; what is measured is told to each benchmark by a hash that only the stack knows. */
function synthesized(): readonly KubernetesObject[] {
  const files = synthLab({ ...LAB, images: imagesOf(readApps(REPO), undefined), engine: 'kind' });
  const subjects = subjectsOf(files, undefined);
  return files.flatMap(({ objects }) => objects).map((object) => withSubject(object, subjects));
}

describe(`a preview without a cluster, through Pulumi's Automation API${because}`, () => {
  let stack: Stack;

  afterAll(async () => {
    if ('missing' in tools) return;
    rmSync(scratch, { recursive: true, force: true });
    rmSync(join(REPO, `Pulumi.${STACK}.yaml`), { force: true });
    if (tools.flags.length > 0) await lab(['packages', 'stop']);
  });

  withPulumi('plans a cluster and every object that cdk8s synthesizes, field by field', async () => {
    if ('missing' in tools) return;
    // The Automation API looks for the CLI on the PATH of its own process.
    Object.assign(process.env, await tools.environment());
    const options = { envVars: localBackend(scratch) };
    stack = await LocalWorkspace.createOrSelectStack({ stackName: STACK, workDir: REPO }, options);
    await stack.setConfig('lab:profile', { value: PROFILE });
    const plan = await planned(stack);
    expect(new Set([...plan.values()].map(({ op }) => op))).toEqual(new Set(['create', 'read']));
    expect(namesOf(plan, 'read')).toEqual(
      Object.keys(LAB.lab.benchmarks)
        .map((name) => `Result/${name}`)
        .sort(),
    );
    expect(plan.get('ml-scaling-lab')?.type).toContain('kind:Cluster');
    for (const object of synthesized()) expect(plan.get(titleOf(object))?.inputs).toMatchObject(object);
  });
});
