import type { ResourceValidationPolicy, StackValidationPolicy } from '@pulumi/policy';
import type { KubernetesObject } from '../../contract';
import { objectOf, objectsOf } from '../../charts-src/testing/lab';
import { typeToken } from '../bridge/type-token';
import { metricsServerObjects } from '../platform/metrics-server';
import { NOT_JUDGED, policies } from './policies';

// Every test makes a lab, on a machine that may be busy.
jest.setTimeout(60_000);

const HPA_LAB = 'services: { fastapi: { autoscaling: { hpa: { maxReplicas: 3 } } }, queue: { enabled: false } }';

/** What the policies report for a stack with these objects, by policy. */
async function violations(objects: readonly KubernetesObject[]): Promise<Record<string, string[]>> {
  const all = policies();
  for (const object of objects)
    for (const policy of all.filter((one): one is ResourceValidationPolicy => 'validateResource' in one))
      for (const validate of [policy.validateResource].flat())
        await validate?.(
          { type: typeToken(object), name: 'x', urn: `urn:${object.kind}:${object.metadata.name}`, props: object } as never,
          () => undefined,
        );
  const said: Record<string, string[]> = {};
  for (const policy of all.filter((one): one is StackValidationPolicy => 'validateStack' in one))
    await policy.validateStack({ resources: [] } as never, (message: string | { message: string }) => {
      const text = typeof message === 'string' ? message : message.message;
      (said[policy.name] ??= []).push(text);
    });
  return said;
}

function changed(
  objects: readonly KubernetesObject[],
  kind: string,
  name: string,
  change: (spec: Record<string, unknown>) => void,
): KubernetesObject[] {
  const copy = structuredClone(objects) as KubernetesObject[];
  change(objectOf(copy, kind, name)['spec'] as Record<string, unknown>);
  return copy;
}

interface Pod {
  template: { spec: { containers: Record<string, unknown>[] } };
}

test('the lab keeps to its own policies, which do not judge its objects in other namespaces', async () => {
  expect(await violations([...objectsOf(HPA_LAB), ...metricsServerObjects()])).toEqual({});
});

test('released manifests of others are not judged, in a namespace that says so', async () => {
  const metadata = { name: 'knative-serving', annotations: { [NOT_JUDGED]: 'true' } };
  const foreign = [
    { apiVersion: 'v1', kind: 'Namespace', metadata },
    ...changed(objectsOf(HPA_LAB), 'Deployment', 'fastapi', (spec) => Object.assign(spec, { replicas: 2 })).map((object) => ({
      ...object,
      metadata: { ...object.metadata, namespace: 'knative-serving' },
    })),
  ].filter(({ kind, metadata: { name } }) => kind !== 'Namespace' || name === 'knative-serving');
  expect(await violations(foreign)).toEqual({});
});

test.each([
  ['replicas that an autoscaler owns', 'replicas-and-autoscaler', (spec: object) => Object.assign(spec, { replicas: 2 })],
  ['no resource requests', 'resources-bounded', (spec: object) => delete (spec as Pod).template.spec.containers[0]!['resources']],
  ['no readiness probe', 'probes-set', (spec: object) => delete (spec as Pod).template.spec.containers[0]!['readinessProbe']],
  [
    'a root user',
    'container-restricted',
    (spec: object) => Object.assign((spec as Pod).template.spec.containers[0]!, { securityContext: {} }),
  ],
])('%s is refused by %s', async (_, policy, change) => {
  const said = await violations(changed(objectsOf(HPA_LAB), 'Deployment', 'fastapi', change));
  expect(Object.keys(said)).toContain(policy);
  expect(said[policy]?.[0]).toContain('Deployment/fastapi');
});

test('a Secret may be made by a stack', async () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'wandb', namespace: 'ml-scaling-lab' },
    stringData: { key: 'x' },
  };
  expect(await violations([...objectsOf(HPA_LAB), secret])).toEqual({});
});
