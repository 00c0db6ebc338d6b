import * as pulumi from '@pulumi/pulumi';
import { loadLab, type KubernetesObject } from '../contract';
import { TEST_IMAGES } from '../charts-src/testing/lab';
import { queueResult } from '../report/fixtures/single';
import { renderArranged } from './arrangement';
import { Lab } from './lab';
import type { ObjectName } from './owner/held-objects';
import { OWNER_ANNOTATION } from './owner/owner';
import type { Addons } from './platform/addon-manifests';
import { parseSettings, type RawSettings } from './settings';
import { SUBJECT_ANNOTATION } from './results/subject';
import { resourceOf, runMocked, valueOf, type Answer, type Registered } from './testing/stack';
import { stackNames } from './stack-names';

// Every test makes a lab, on a machine that may be busy.
jest.setTimeout(60_000);

const YAML = `
services: { fastapi: { autoscaling: { hpa: { minReplicas: 1, maxReplicas: 3 } } } }
scenarios: { steady: { phases: [{ seconds: 5, rps: 1 }] } }
benchmarks:
  autoscaling/hpa: { kind: autoscaling, target: fastapi, scenario: steady }
  queue/throughput: { kind: queue, target: queue, scenario: steady }
`;
const MEASURED = queueResult();
const OWNER = 'ml-scaling-lab/test/abc1';

interface Options {
  readonly yaml?: string;
  readonly settings?: RawSettings;
  readonly images?: Record<string, string>;
  readonly answer?: Answer;
  readonly mode?: 'up' | 'preview';
  readonly wandbApiKey?: string;
  readonly addons?: Addons;
  readonly availableMillis?: number;
}

/** A cluster in which every benchmark but those named succeeds. */
function cluster(broken: readonly string[] = []): Answer {
  return ({ type, name }) => {
    if (type.endsWith('owner:Claim')) return { owner: OWNER, ownerId: 'abc1' };
    if (name === 'ml-scaling-lab' && type.endsWith('kind:Cluster'))
      return { containerId: 'c0ffee', kubeconfig: 'apiVersion: v1' };
    if (type.endsWith('platform:Passwords')) return { passwords: { queue: 'hush-1', scaler: 'hush-2' } };
    const benchmark = /^Result\/(.+)$/.exec(name)?.[1];
    if (benchmark !== undefined && !broken.includes(benchmark))
      return { data: { 'result.json': JSON.stringify({ ...MEASURED, name: benchmark }) } };
    if (type === 'kubernetes:batch/v1:Job')
      return {
        status: {
          conditions: [{ type: 'Failed', status: 'True', reason: 'DeadlineExceeded', message: 'it was active too long' }],
        },
      };
    return {};
  };
}

async function labStack({
  yaml = YAML,
  settings = {},
  images = TEST_IMAGES,
  answer = cluster(),
  mode = 'up',
  wandbApiKey,
  addons = {},
  availableMillis,
}: Options) {
  const parsed = parseSettings(settings, { ...stackNames('lab-kind'), kubeconfig: '/home/someone/.kube/config' });
  const loaded = loadLab([{ file: 'lab.yaml', text: yaml }]);
  const { value, resources } = await runMocked(
    (options) =>
      new Lab(
        'lab',
        {
          settings: parsed,
          lab: loaded.lab,
          rendered: renderArranged({ ...loaded, images, engine: parsed.cluster.kind }, { platform: [], availableMillis }),
          addons,
          folder: '/lab',
          labels: { labVersion: '0.0.0', command: 'pulumi up', profile: 'default' },
          wandbApiKey: wandbApiKey === undefined ? undefined : pulumi.secret(wandbApiKey),
        },
        options,
      ),
    { answer, mode },
  );
  return { lab: value, resources };
}

/** Names of the resources that differ between two stacks. */
function changed(before: readonly Registered[], after: readonly Registered[]): string[] {
  return after
    .filter(({ name, type, inputs }) => {
      const old = before.find((one) => one.name === name && one.type === type);
      return JSON.stringify(old?.inputs) !== JSON.stringify(inputs);
    })
    .map(({ name }) => name);
}

function subjectOf(resources: readonly Registered[], job: string): string | undefined {
  const { template } = resourceOf(resources, job).inputs['spec'] as {
    template: { metadata: { annotations: Record<string, string> } };
  };
  return template.metadata.annotations[SUBJECT_ANNOTATION];
}

let base: readonly Registered[];
let lab: Lab;
beforeAll(async () => {
  ({ resources: base, lab } = await labStack({}));
});

const HPA_RUN = [
  'ConfigMap/bench-autoscaling-hpa',
  'ResultConfigMap/autoscaling/hpa',
  'Job/bench-autoscaling-hpa',
  'Result/autoscaling/hpa',
];
const QUEUE_RUN = [
  'ConfigMap/bench-queue-throughput',
  'ResultConfigMap/queue/throughput',
  'Job/bench-queue-throughput',
  'Result/queue/throughput',
];
const inputsOf = (names: readonly string[]) => names.filter((name) => !name.startsWith('Result/')).sort();

test('every Kubernetes object carries the owner, and comes after the claim that found the cluster free', () => {
  const objects = base.filter(({ type, readId }) => type.startsWith('kubernetes:') && readId === undefined);
  expect(objects.length).toBeGreaterThan(20);
  for (const { inputs } of objects)
    expect((inputs['metadata'] as KubernetesObject['metadata']).annotations).toMatchObject({ [OWNER_ANNOTATION]: OWNER });
  const reads = base.filter(({ readId }) => readId !== undefined);
  for (const { inputs } of reads) expect(JSON.stringify(inputs)).not.toContain(OWNER_ANNOTATION);
});

test("on somebody else's cluster a guard, made last, names all that a destroy may delete", async () => {
  const { resources } = await labStack({ settings: { cluster: 'existing', kubeconfig: '/k' } });
  const guard = resourceOf(resources, 'lab-guard');
  const made = resources.filter(({ type, readId }) => type.startsWith('kubernetes:') && readId === undefined);
  const named = (guard.inputs['objects'] as readonly ObjectName[]).map(({ kind, name }) => `${kind}/${name}`);
  expect(named.sort()).toEqual(
    made.map(({ inputs }) => `${String(inputs['kind'])}/${(inputs['metadata'] as KubernetesObject['metadata']).name}`).sort(),
  );
  expect(guard.inputs).toMatchObject({ access: { kubeconfig: '/k', context: null }, owner: OWNER });
});

test('the same lab registers the same resources, so a second update has nothing to do', async () => {
  const { resources } = await labStack({});
  expect(changed(base, resources)).toEqual([]);
  expect(resources.length).toBe(base.length);
});

test('changing the bounds of the HPA changes the HPA and runs only its benchmark again', async () => {
  const { resources } = await labStack({ yaml: YAML.replace('maxReplicas: 3', 'maxReplicas: 4') });
  expect(changed(base, resources).sort()).toEqual(inputsOf([...HPA_RUN, 'HorizontalPodAutoscaler/fastapi']));
});

test('without benchmarks, changing the bounds of the HPA changes one resource', async () => {
  const none = YAML.replace(/benchmarks:[\s\S]*/, '');
  const { resources: before } = await labStack({ yaml: none });
  const { resources: after } = await labStack({ yaml: none.replace('maxReplicas: 3', 'maxReplicas: 4') });
  expect(changed(before, after)).toEqual(['HorizontalPodAutoscaler/fastapi']);
});

test('another image of the queue runs only the benchmark of the queue again', async () => {
  const { resources } = await labStack({ images: { ...TEST_IMAGES, queue: 'ml-scaling-lab/queue:111111111111' } });
  const others = changed(base, resources).filter((name) => !QUEUE_RUN.includes(name));
  expect(others.sort()).toEqual(['Deployment/queue-api', 'Deployment/queue-worker', 'images']);
  expect(subjectOf(resources, 'Job/bench-queue-throughput')).not.toBe(subjectOf(base, 'Job/bench-queue-throughput'));
  expect(subjectOf(resources, 'Job/bench-autoscaling-hpa')).toBe(subjectOf(base, 'Job/bench-autoscaling-hpa'));
});

test('a new run id measures everything again and changes no service', async () => {
  const { resources } = await labStack({ settings: { runId: 'again' } });
  expect(changed(base, resources).sort()).toEqual(inputsOf([...HPA_RUN, ...QUEUE_RUN]));
});

test('a result names what it measured by the hash that its Job carries', () => {
  const { data } = resourceOf(base, 'ConfigMap/bench-queue-throughput').inputs as { data: Record<string, string> };
  const { configHash } = JSON.parse(data['benchmark.json']!) as { configHash: string };
  expect(configHash).toBe(subjectOf(base, 'Job/bench-queue-throughput'));
  const configMap = resourceOf(base, 'ResultConfigMap/queue/throughput').inputs['metadata'] as { name: string };
  const { aliases } = resourceOf(base, 'ResultConfigMap/queue/throughput').options;
  expect(aliases).toEqual([{ name: 'ResultPlace/queue/throughput' }]);
  expect(configMap.name).toBe(`lab-result-queue-throughput-${configHash}`);
  expect(resourceOf(base, 'Result/queue/throughput').readId).toBe(`ml-scaling-lab/${configMap.name}`);
  expect(resourceOf(base, 'Result/queue/throughput').inputs).toEqual({});
});

test('the ConfigMap of a result is there before its Job, which comes after the cluster, its images and the platform', () => {
  const { after } = resourceOf(base, 'Job/bench-queue-throughput');
  expect(after).toEqual(expect.arrayContaining(['ResultConfigMap/queue/throughput', 'ml-scaling-lab', 'images', 'platform']));
});

test('only the images that the pods need are loaded', () => {
  const { images } = resourceOf(base, 'images').inputs as { images: string[] };
  expect([...images].sort()).toEqual(
    ['benchmarks', 'fastapi', 'queue', 'redis'].map((app) => `ml-scaling-lab/${app}:000000000000`),
  );
});

test('results come back as one run with their verdicts, and the kubeconfig is a secret', async () => {
  const results = await valueOf(lab.results);
  expect(results?.results.map(({ name }) => name)).toEqual(['autoscaling/hpa', 'queue/throughput']);
  expect(results?.failures).toEqual([]);
  expect(await valueOf(lab.verdicts)).toEqual({
    'autoscaling/hpa': MEASURED.verdict.pass,
    'queue/throughput': MEASURED.verdict.pass,
  });
  expect(await valueOf(lab.tradeoffs)).toBeNull();
  expect(await (lab.cluster.kubeconfig as unknown as { isSecret: Promise<boolean> }).isSecret).toBe(true);
});

test('endpoints say how to reach each service from inside and from this machine', async () => {
  expect(await valueOf(lab.endpoints)).toEqual({
    fastapi: {
      url: 'http://fastapi.ml-scaling-lab.svc.cluster.local:8000',
      portForward: 'kubectl --kubeconfig /lab/kubeconfig --namespace ml-scaling-lab port-forward service/fastapi 8000:8000',
      hostHeader: null,
    },
    'queue-api': {
      url: 'http://queue-api.ml-scaling-lab.svc.cluster.local:8001',
      portForward: 'kubectl --kubeconfig /lab/kubeconfig --namespace ml-scaling-lab port-forward service/queue-api 8001:8001',
      hostHeader: null,
    },
  });
});

test('with Knative its images are loaded, it is there before the charts, and its Services are reached through the ingress', async () => {
  const controller = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'controller', namespace: 'knative-serving' },
  };
  const { lab: made, resources } = await labStack({
    yaml: 'services: { fastapi: { autoscaling: { knative: {} } }, queue: { enabled: false } }',
    addons: { knative: { stages: [[controller]], images: ['ml-scaling-lab/knative-controller:000000000000'] } },
  });
  expect(resourceOf(resources, 'images').inputs['images']).toContain('ml-scaling-lab/knative-controller:000000000000');
  expect(resourceOf(resources, 'Deployment/controller').after).toContain('ml-scaling-lab');
  expect(resourceOf(resources, 'KnativeService/fastapi').after).toContain('platform');
  expect(await valueOf(made.endpoints)).toEqual({
    fastapi: {
      url: 'http://fastapi.ml-scaling-lab.svc.cluster.local',
      portForward:
        'kubectl --kubeconfig /lab/kubeconfig --namespace knative-serving port-forward service/knative-ingress-internal 8080:80',
      hostHeader: 'fastapi.ml-scaling-lab.svc.cluster.local',
    },
  });
});

test('a benchmark that broke is a failed verdict with the reason, and the stack is up', async () => {
  const { lab: broken } = await labStack({ answer: cluster(['queue/throughput']) });
  expect(await valueOf(broken.verdicts)).toMatchObject({ 'queue/throughput': false });
  expect((await valueOf(broken.results))?.failures).toEqual([
    { name: 'queue/throughput', reason: 'the Job failed (DeadlineExceeded): it was active too long' },
  ]);
});

test('a preview of a lab that does not exist asks no cluster', async () => {
  const { lab: preview } = await labStack({ mode: 'preview', answer: () => ({}) });
  expect(await valueOf(preview.results)).toBeUndefined();
});

test('on a cluster that is not ours nothing is made outside the namespace', async () => {
  const { resources } = await labStack({ settings: { cluster: 'existing' } });
  const own = resources.filter(({ type }) => type.startsWith('pulumi-nodejs:'));
  expect(own.map(({ name }) => name)).toEqual(['Passwords/redis-accounts', 'lab-claim', 'lab-guard']);
  const outside = resources.filter(({ type, inputs, readId }) => {
    const { namespace } = (inputs['metadata'] ?? {}) as { namespace?: string };
    return type.startsWith('kubernetes:') && readId === undefined && namespace !== 'ml-scaling-lab';
  });
  expect(outside.map(({ name }) => name)).toEqual(['Namespace/ml-scaling-lab']);
  const provider = resources.find(({ type }) => type === 'pulumi:providers:kubernetes');
  expect(provider?.inputs['kubeconfig']).toBe('/home/someone/.kube/config');
});

test('the passwords of Redis are in its Secret, and in no other object or output of the stack', async () => {
  expect(resourceOf(base, 'Passwords/redis-accounts').inputs).toMatchObject({ accounts: ['queue', 'scaler'] });
  expect(resourceOf(base, 'Passwords/redis-accounts').options.additionalSecretOutputs).toEqual(['passwords']);
  const secret = resourceOf(base, 'Secret/redis-accounts');
  expect(JSON.stringify(secret.inputs['stringData'])).toContain('hush-1');
  expect(secret.options.additionalSecretOutputs).toEqual(['data', 'stringData']);
  expect(base.filter(({ inputs }) => JSON.stringify(inputs).includes('hush')).map(({ name }) => name)).toEqual([
    'Secret/redis-accounts',
  ]);
  expect(JSON.stringify([await valueOf(lab.results), await valueOf(lab.endpoints)])).not.toContain('hush');
});

test('a W&B key becomes a Secret before the pods that read it, and is refused when no pod would read it', async () => {
  const yaml = 'services: { fastapi: { wandb: {} }, queue: { enabled: false } }';
  const { resources } = await labStack({ yaml, wandbApiKey: 'hush' });
  expect(resourceOf(resources, 'Deployment/fastapi').after).toContain('Secret/wandb');
  const elsewhere = await labStack({ yaml, wandbApiKey: 'hush', settings: { cluster: 'existing' } });
  expect(resourceOf(elsewhere.resources, 'lab-claim').inputs['objects']).toContainEqual(
    expect.objectContaining({ kind: 'Secret', name: 'wandb' }),
  );
  await expect(labStack({ wandbApiKey: 'hush' })).rejects.toThrow(
    'lab:wandbApiKey\n  is set, but no service of this profile logs to W&B.',
  );
});
