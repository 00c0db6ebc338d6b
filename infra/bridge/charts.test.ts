import { ComponentResource, ProviderResource, type ComponentResourceOptions } from '@pulumi/pulumi';
import type { KubernetesObject } from '../../contract';
import { renderLab, synthLab } from '../../charts-src';
import { labInput } from '../../charts-src/testing/lab';
import { resourceOf, runMocked, type Registered } from '../testing/stack';
import { WAIT_FOR } from './adjust';
import { bridge } from './charts';
import { AppliedObject } from './applied-object';
import { typeToken } from './type-token';

// Every test makes a lab, on a machine that may be busy.
jest.setTimeout(60_000);

const HPA_LAB = `
services: { fastapi: { autoscaling: { hpa: { maxReplicas: 3 } } } }
scenarios: { steady: { phases: [{ seconds: 5, rps: 1 }] } }
benchmarks:
  load/fastapi: { kind: load, target: fastapi, scenario: steady }
  queue/throughput: { kind: queue, target: queue, scenario: steady }
`;

const KNATIVE_LAB = 'services: { fastapi: { autoscaling: { knative: {} } } }';

class FakeProvider extends ProviderResource {
  public constructor(options: ComponentResourceOptions) {
    super('kubernetes', 'fake', {}, options);
  }
}

const known = new Map<string, Promise<readonly Registered[]>>();

/** The resources of a lab; synthesized once, because nothing changes them. */
function bridged(yaml: string): Promise<readonly Registered[]> {
  const made = known.get(yaml) ?? bridgeAnew(yaml);
  known.set(yaml, made);
  return made;
}

async function bridgeAnew(yaml: string): Promise<readonly Registered[]> {
  const { resources } = await runMocked((options) => {
    const parent = new ComponentResource('test:index:Root', 'root', {}, options);
    bridge(renderLab(labInput(yaml)).app, { parent, provider: new FakeProvider(options), dependsOn: [] });
  });
  return resources.filter(({ type }) => !type.startsWith('pulumi:'));
}

function objectsOf(yaml: string): KubernetesObject[] {
  return synthLab(labInput(yaml)).flatMap((file) => file.objects);
}

function annotationOf({ inputs }: Registered, key: string): string | undefined {
  return (inputs['metadata'] as KubernetesObject['metadata']).annotations?.[key];
}

test.each([
  ['the default lab', '{}'],
  ['an HPA and benchmarks', HPA_LAB],
  ['a Knative Service', KNATIVE_LAB],
])('every object of %s becomes one resource with the same fields, in a namespace', async (_, yaml) => {
  const resources = await bridged(yaml);
  const objects = objectsOf(yaml);
  expect(resources).toHaveLength(objects.length);
  for (const object of objects) {
    const resource = resources.find(
      ({ type, inputs }) =>
        type === typeToken(object) && (inputs['metadata'] as KubernetesObject['metadata']).name === object.metadata.name,
    )!;
    const { annotations, ...metadata } = resource.inputs['metadata'] as KubernetesObject['metadata'];
    const kept = Object.entries(annotations ?? {}).filter(([key]) => !key.startsWith('pulumi.com/'));
    expect({
      ...resource.inputs,
      metadata: { ...metadata, ...(kept.length > 0 ? { annotations: Object.fromEntries(kept) } : {}) },
    }).toEqual(object);
    expect(object.kind === 'Namespace' || metadata.namespace === 'ml-scaling-lab').toBe(true);
  }
});

test('benchmarks wait for the services, and each for the one before it', async () => {
  const resources = await bridged(HPA_LAB);
  expect(resourceOf(resources, 'Job/bench-load-fastapi').after).toEqual(
    expect.arrayContaining(['fastapi', 'queue', 'ConfigMap/bench-load-fastapi', 'Namespace/ml-scaling-lab']),
  );
  const second = resourceOf(resources, 'Job/bench-queue-throughput').after;
  expect(second).toContain('bench-load-fastapi');
  expect(second).not.toContain('bench-queue-throughput');
});

test('everything in the namespace comes after the namespace, which comes after nothing', async () => {
  const resources = await bridged(HPA_LAB);
  expect(resourceOf(resources, 'Namespace/ml-scaling-lab').after).toEqual([]);
  for (const { name, after } of resources)
    expect([name, name === 'Namespace/ml-scaling-lab' || after.includes('Namespace/ml-scaling-lab')]).toEqual([name, true]);
});

test('replicas are left to the autoscaler that owns them, and to nobody else', async () => {
  const ignored = (await bridged(HPA_LAB)).filter(({ options }) => (options.ignoreChanges ?? []).length > 0);
  expect(ignored.map(({ name, options }) => [name, options.ignoreChanges])).toEqual([['Deployment/fastapi', ['spec.replicas']]]);
});

test('a Job is up once it has ended, well or not, and its own deadline says by when', async () => {
  const job = resourceOf(await bridged(HPA_LAB), 'Job/bench-load-fastapi');
  const { activeDeadlineSeconds } = job.inputs['spec'] as { activeDeadlineSeconds: number };
  expect(annotationOf(job, WAIT_FOR)).toBe('jsonpath={.status.conditions}');
  expect(job.options.customTimeouts?.create).toBe(`${activeDeadlineSeconds + 60}s`);
});

test('a custom resource is up when its controller says so; built-in kinds are left to the provider', async () => {
  const knative = await bridged(KNATIVE_LAB);
  expect(annotationOf(resourceOf(knative, 'KnativeService/fastapi'), WAIT_FOR)).toBe('condition=Ready');
  expect(annotationOf(resourceOf(await bridged('{}'), 'Deployment/fastapi'), WAIT_FOR)).toBeUndefined();
});

test('the update waits for a start that may take longer than the provider waits by itself', async () => {
  const llm =
    'services: { fastapi: { enabled: false }, queue: { enabled: false }, llm: { enabled: true, startupSeconds: 1200 } }';
  const service = resourceOf(await bridged(llm), 'InferenceService/llm');
  expect(annotationOf(service, WAIT_FOR)).toBe('condition=Ready');
  expect(service.options.customTimeouts).toMatchObject({ create: '1800s', update: '1800s' });
  expect(resourceOf(await bridged('{}'), 'Deployment/fastapi').options.customTimeouts).toBeUndefined();
});

test('the contents of a Secret are secret, before and after it was made', async () => {
  const { resources, value } = await runMocked((options) => {
    const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key' }, stringData: { 'api-key': 'hush' } };
    const secret = new AppliedObject('Secret/key', object, options);
    return (secret as unknown as { stringData: { isSecret: Promise<boolean> } }).stringData;
  });
  expect(resourceOf(resources, 'Secret/key').options.additionalSecretOutputs).toEqual(['data', 'stringData']);
  await expect(value.isSecret).resolves.toBe(true);
});

test.each([
  ['v1', 'ConfigMap', 'kubernetes:core/v1:ConfigMap'],
  ['apps/v1', 'Deployment', 'kubernetes:apps/v1:Deployment'],
  ['serving.knative.dev/v1', 'Service', 'kubernetes:serving.knative.dev/v1:Service'],
])('%s %s is %s to the provider', (apiVersion, kind, token) => {
  expect(typeToken({ apiVersion, kind })).toBe(token);
});
