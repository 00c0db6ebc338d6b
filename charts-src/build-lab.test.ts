import { JOB_ENV, jobInputSchema } from '../contract';
import { benchmarkDeadline } from './benchmarks/kinds';
import { synthLab } from './synth-lab';
import { leavesOf, valueAt } from './testing/edit';
import { labInput, objectOf, objectsOf, refusalOf } from './testing/lab';

const BENCHMARKS = `
scenarios: { steady: { phases: [{ seconds: 20, rps: 5 }] } }
benchmarks:
  load/fastapi: { kind: load, target: fastapi, scenario: steady }
  queue/throughput: { kind: queue, target: queue, scenario: steady, jobs: 50 }
  accuracy/fastapi: { kind: accuracy, target: fastapi, parityWith: queue, emails: 10, parityTexts: 5 }
`;

function titles(...texts: readonly string[]): string[] {
  return objectsOf(...texts).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

function jobInput(name: string, ...texts: readonly string[]) {
  return jobInputSchema.parse(
    JSON.parse(valueAt(objectOf(objectsOf(...texts), 'ConfigMap', name), 'data[benchmark.json]') as string),
  );
}

test('an empty lab.yaml is a whole lab: platform, model server and queue', () => {
  expect(titles('')).toEqual([
    'Namespace/ml-scaling-lab',
    ...['ServiceAccount', 'Role', 'RoleBinding'].map((kind) => `${kind}/benchmark`),
    ...['default-deny', 'allow-dns', 'fastapi', 'queue-api', 'queue-worker', 'redis', 'benchmark'].map(
      (name) => `NetworkPolicy/${name}`,
    ),
    'Deployment/fastapi',
    'Service/fastapi',
    'Secret/redis-accounts',
    'StatefulSet/redis',
    'Service/redis',
    'Deployment/queue-api',
    'Service/queue-api',
    'Deployment/queue-worker',
  ]);
});

test('services come before benchmarks, and every benchmark has its own file', () => {
  expect(synthLab(labInput(BENCHMARKS)).map(({ name }) => name)).toEqual([
    '00-platform.k8s.yaml',
    '10-fastapi.k8s.yaml',
    '10-queue.k8s.yaml',
    'benchmarks/bench-load-fastapi.k8s.yaml',
    'benchmarks/bench-queue-throughput.k8s.yaml',
    'benchmarks/bench-accuracy-fastapi.k8s.yaml',
  ]);
});

test('the namespace of lab.yaml is that of every object, and part of every address', () => {
  const objects = objectsOf('namespace: shop', BENCHMARKS);
  const namespaces = objects.filter(({ kind }) => kind !== 'Namespace').map(({ metadata }) => metadata.namespace);
  expect(new Set(namespaces)).toEqual(new Set(['shop']));
  expect(JSON.stringify(objects)).not.toContain('ml-scaling-lab.svc');
  expect(jobInput('bench-load-fastapi', 'namespace: shop', BENCHMARKS).targets['fastapi']?.url).toBe(
    'http://fastapi.shop.svc.cluster.local:8000',
  );
});

test('a disabled service leaves nothing behind', () => {
  const noQueue = titles('services: { queue: { enabled: false } }');
  expect(noQueue.filter((title) => /queue|redis/.test(title))).toEqual([]);
  const noServer = titles('services: { fastapi: { enabled: false } }');
  expect(noServer.filter((title) => title.includes('fastapi'))).toEqual([]);
});

test('a benchmark of a disabled service is refused', () => {
  expect(refusalOf(BENCHMARKS, 'services: { queue: { enabled: false } }')).toBe(
    'lab.yaml  benchmarks.queue/throughput\n' +
      '  measures queue, which is not enabled.\n' +
      '  Set services.queue.enabled to true, or leave the benchmark out.\n' +
      '  code: setting-wrong',
  );
});

test('an app without an image is named', () => {
  expect(() => synthLab({ ...labInput(''), images: { fastapi: 'a:1', qeue: 'b:1', redis: 'c:1' } })).toThrow(
    'image of queue\n  is not known: no app.json has that name.\n  Known: fastapi, qeue, redis. Did you mean qeue?',
  );
});

test('ports of lab.yaml reach container, Service, network policy and benchmark alike', () => {
  const lab =
    'services: { fastapi: { port: 8765 }, queue: { api: { port: 8766 }, worker: { metricsPort: 9876 }, redis: { port: 6400 } } }';
  const objects = objectsOf(lab, BENCHMARKS);
  expect(valueAt(objectOf(objects, 'Service', 'fastapi'), 'spec.ports[0].port')).toBe(8765);
  expect(valueAt(objectOf(objects, 'NetworkPolicy', 'fastapi'), 'spec.ingress[0].ports[0].port')).toBe(8765);
  expect(
    valueAt(objectOf(objects, 'Deployment', 'queue-worker'), 'spec.template.spec.containers[0].ports[0].containerPort'),
  ).toBe(9876);
  expect(jobInput('bench-accuracy-fastapi', lab, BENCHMARKS).targets).toMatchObject({
    fastapi: { url: expect.stringMatching(/:8765$/) as string, metricsPort: 8765 },
    queue: { url: expect.stringMatching(/queue-api.*:8766$/) as string, metricsPort: 9876 },
  });
  for (const stale of [8000, 8001, 9091, 6379])
    expect(
      objects.flatMap((object) => leavesOf(object)).filter(({ value }) => value === stale || value === String(stale)),
    ).toEqual([]);
});

test('the queue is reached through its API and paid for by its workers', () => {
  const lab = 'services: { queue: { worker: { resources: { requests: { cpu: 750m, memory: 300Mi }, limits: { cpu: "2" } } } } }';
  expect(jobInput('bench-queue-throughput', lab, BENCHMARKS)).toMatchObject({
    name: 'queue/throughput',
    title: 'Throughput of queue',
    scenario: { phases: [{ seconds: 20, rps: 5 }] },
    targets: {
      queue: {
        service: 'queue',
        url: 'http://queue-api.ml-scaling-lab.svc.cluster.local:8001',
        podSelector: 'app.kubernetes.io/name=queue-worker',
        image: 'ml-scaling-lab/queue:000000000000',
        cpuRequestMillis: 750,
        cpuLimitMillis: 2000,
        memoryRequestBytes: 300 * 1024 * 1024,
      },
    },
  });
});

test('the input of a benchmark says what scales the pods that it measures, and nothing when their number is fixed', () => {
  const hpa = { minReplicas: 1, maxReplicas: 5 };
  const lab = `services: { fastapi: { autoscaling: { hpa: ${JSON.stringify(hpa)} } } }`;
  const { targets } = jobInput('bench-load-fastapi', lab, BENCHMARKS);
  expect(targets['fastapi']?.autoscaling).toEqual({ hpa });
  expect(jobInput('bench-load-fastapi', BENCHMARKS).targets['fastapi']).not.toHaveProperty('autoscaling');
});

test('the environment of a benchmark pod says where its input, its result and its lab are', () => {
  const container = valueAt(objectOf(objectsOf(BENCHMARKS), 'Job', 'bench-load-fastapi'), 'spec.template.spec.containers[0]') as {
    env: { name: string; value?: string }[];
    volumeMounts: object[];
  };
  expect(Object.fromEntries(container.env.map(({ name, value }) => [name, value]))).toEqual({
    [JOB_ENV.input]: '/etc/lab/benchmark.json',
    [JOB_ENV.result]: '/results/result.json',
    [JOB_ENV.engine]: 'existing',
    [JOB_ENV.namespace]: 'ml-scaling-lab',
    POD_NAME: undefined,
  });
  expect(container.volumeMounts).toEqual([
    { name: 'input', mountPath: '/etc/lab', readOnly: true },
    { name: 'results', mountPath: '/results' },
    { name: 'tmp', mountPath: '/tmp' },
  ]);
});

test('a benchmark whose Job name would be too long, or end in a dash, is refused', () => {
  const named = (name: string) => `benchmarks: { ${name}: { kind: accuracy, target: fastapi } }`;
  expect(refusalOf(named(`load/${'x'.repeat(60)}`))).toContain('above the 63 of a label');
  expect(refusalOf(named('load/x-'))).toContain('makes the Job name bench-load-x-, which must end in a letter or digit');
  expect(refusalOf(named('load/x'))).toBe('');
});

test('a benchmark may take longer than planned, but not for ever', () => {
  const { lab } = labInput(BENCHMARKS);
  const scenario = lab.scenarios['steady'] ?? null;
  const seconds = Object.values(lab.benchmarks).map((one) =>
    benchmarkDeadline({
      benchmark: one,
      scenario: 'scenario' in one ? scenario : null,
      targets: {},
      turns: undefined,
    }).toSeconds(),
  );
  // 300 + 3 x (20 s load + 10 s time-out + 2 + 6 + 5 x 5); 300 + 3 x (30 + 50 jobs x 0.2); 300 + 3 x (10 e-mails + 5 parity texts) x 0.2
  expect(seconds).toEqual([489, 420, 309]);
});

test('threads are the whole cores of the CPU limit, at least one', () => {
  const threads = (cpu: string) => {
    const lab = `services: { fastapi: { resources: { requests: { cpu: 100m }, limits: { cpu: ${cpu} } } } }`;
    const env = valueAt(objectOf(objectsOf(lab), 'Deployment', 'fastapi'), 'spec.template.spec.containers[0].env');
    return (env as { name: string; value?: string }[]).find(({ name }) => name === 'ORT_INTRA_OP_NUM_THREADS')?.value;
  };
  expect([threads('500m'), threads("'1'"), threads('1900m'), threads("'4'")]).toEqual(['1', '1', '1', '4']);
});

test('amounts keep their meaning, in the largest whole unit', () => {
  const lab =
    "services: { fastapi: { resources: { requests: { cpu: '0.25', memory: 1024Mi }, limits: { cpu: '2.0', memory: 2G } } } }";
  expect(valueAt(objectOf(objectsOf(lab), 'Deployment', 'fastapi'), 'spec.template.spec.containers[0].resources')).toEqual({
    requests: { cpu: '250m', memory: '1Gi' },
    limits: { cpu: '2', memory: '1953125Ki' },
  });
});

test('with W&B, pods read its key from a Secret that may be missing; only then may they reach the internet', () => {
  const objects = objectsOf('services: { fastapi: { wandb: { sampleRate: 0.2, secretName: keys } } }');
  const env = valueAt(objectOf(objects, 'Deployment', 'fastapi'), 'spec.template.spec.containers[0].env');
  expect(env).toContainEqual({ name: 'WANDB_SAMPLE_RATE', value: '0.2' });
  expect(env).toContainEqual({
    name: 'WANDB_API_KEY',
    valueFrom: { secretKeyRef: { name: 'keys', key: 'api-key', optional: true } },
  });
  expect(valueAt(objectOf(objects, 'NetworkPolicy', 'fastapi'), 'spec.egress[0].ports[0].port')).toBe(443);
  expect(valueAt(objectOf(objectsOf(''), 'NetworkPolicy', 'fastapi'), 'spec.egress')).toBeUndefined();
  expect(objects.filter(({ kind }) => kind === 'Secret').map(({ metadata }) => metadata.name)).toEqual(['redis-accounts']);
});

test('Redis keeps what it has, and refuses new jobs before it runs out of memory', () => {
  const objects = objectsOf('services: { queue: { redis: { storage: 5Gi, resources: { limits: { memory: 512Mi } } } } }');
  const redis = objectOf(objects, 'StatefulSet', 'redis');
  const args = valueAt(redis, 'spec.template.spec.containers[0].args') as string[];
  expect(args.slice(0, args.indexOf('--user'))).toEqual(
    '--port 6379 --dir /data --appendonly yes --appendfsync everysec --maxmemory 402653184 --maxmemory-policy noeviction'.split(
      ' ',
    ),
  );
  expect(valueAt(redis, 'spec.volumeClaimTemplates[0].spec.resources.requests.storage')).toBe('5Gi');
});

test('a service of several pods gets a disruption budget', () => {
  const budgets = (lab: string) => titles(lab).filter((title) => title.startsWith('PodDisruptionBudget'));
  expect(budgets('services: { fastapi: { replicas: 3 }, queue: { api: { replicas: 2 } } }')).toEqual([
    'PodDisruptionBudget/fastapi',
    'PodDisruptionBudget/queue-api',
  ]);
  expect(budgets('')).toEqual([]);
});

test('pods are held to the standard of the Kubernetes version of the lab', () => {
  const namespace = objectOf(objectsOf("kubernetesVersion: '1.36.2'"), 'Namespace', 'ml-scaling-lab');
  expect(namespace.metadata.labels?.['pod-security.kubernetes.io/enforce-version']).toBe('v1.36');
});

test('a load of several pods is an Indexed Job whose pods start at once and know their Job', () => {
  const lab = (more: string) => `
scenarios: { steady: { phases: [{ seconds: 5, rps: 1 }] } }
benchmarks: { load/fastapi: { kind: load, target: fastapi, scenario: steady${more} } }`;
  const job = (more: string) => objectOf(objectsOf(lab(more)), 'Job', 'bench-load-fastapi');
  const several = job(', parallelism: 3');
  expect(several['spec']).toMatchObject({ completions: 3, parallelism: 3, completionMode: 'Indexed', backoffLimit: 0 });
  expect(valueAt(several, 'spec.template.spec.containers[0].env')).toEqual(
    expect.arrayContaining([
      { name: 'LAB_JOB_NAME', value: 'bench-load-fastapi' },
      {
        name: 'LAB_JOB_UID',
        valueFrom: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/controller-uid']" } },
      },
    ]),
  );
  expect(job('')['spec']).not.toHaveProperty('completionMode');
  expect(JSON.stringify(job(''))).not.toMatch(/LAB_JOB_(NAME|UID)/);
});
