import { valueAt } from '../testing/edit';
import { objectOf, objectsOf, refusalOf } from '../testing/lab';

const TRITON = `
services:
  fastapi: { enabled: false }
  queue: { enabled: false }
  triton:
    enabled: true
    resources: { limits: { cpu: '3' } }
    dynamicBatching: { maxQueueDelayMs: 2.5 }
`;

function environment(name: string, ...texts: readonly string[]): Record<string, unknown> {
  const list = valueAt(objectOf(objectsOf(...texts), 'Deployment', name), 'spec.template.spec.containers[0].env') as {
    name: string;
    value?: string;
  }[];
  return Object.fromEntries(list.map((one) => [one.name, one.value]));
}

test('the CPU limit divided by the threads of an instance is the number of Triton instances', () => {
  expect(environment('triton', TRITON)).toMatchObject({ ORT_INTRA_OP_NUM_THREADS: '1', INSTANCE_COUNT: '3' });
  expect(environment('triton', TRITON, 'services: { triton: { threadsPerInstance: 2 } }')).toMatchObject({
    ORT_INTRA_OP_NUM_THREADS: '2',
    INSTANCE_COUNT: '1',
  });
});

test('more threads per instance than the CPU limit has cores are refused', () => {
  expect(refusalOf(TRITON, 'services: { triton: { threadsPerInstance: 4 } }')).toContain(
    'threadsPerInstance: 4 threads are more than the 3 whole cores of the CPU limit',
  );
});

test('the queue delay is in the environment only with dynamic batching', () => {
  expect(environment('triton', TRITON)).toMatchObject({ MAX_QUEUE_DELAY_MS: '2.5', MAX_BATCH_SIZE: '8' });
  const without = environment('triton', TRITON, 'services: { triton: { dynamicBatching: { enabled: false } } }');
  expect(without).not.toHaveProperty('MAX_QUEUE_DELAY_MS');
  expect(without).toHaveProperty('MAX_BATCH_SIZE', '8');
});

test('Triton is reached on three ports, by name', () => {
  const service = objectOf(objectsOf(TRITON), 'Service', 'triton');
  expect(valueAt(service, 'spec.ports')).toEqual([
    { name: 'http', port: 8000, targetPort: 'http' },
    { name: 'grpc', port: 8001, targetPort: 'grpc' },
    { name: 'metrics', port: 8002, targetPort: 'metrics' },
  ]);
});

test('Triton may take two minutes to start, and its own paths tell when it is ready', () => {
  const deployment = objectOf(objectsOf(TRITON), 'Deployment', 'triton');
  expect(valueAt(deployment, 'spec.template.spec.containers[0].startupProbe')).toMatchObject({
    httpGet: { path: '/v2/health/ready', port: 8000 },
    failureThreshold: 120,
  });
});

test('Triton scales under an HPA, and not as a Knative Service', () => {
  const hpa = 'services: { triton: { autoscaling: { hpa: { maxReplicas: 3 } } } }';
  const objects = objectsOf(TRITON, hpa);
  expect(valueAt(objectOf(objects, 'HorizontalPodAutoscaler', 'triton'), 'spec.scaleTargetRef.name')).toBe('triton');
  expect(valueAt(objectOf(objects, 'Deployment', 'triton'), 'spec.replicas')).toBeUndefined();
  expect(refusalOf(TRITON, 'services: { triton: { autoscaling: { knative: {} } } }')).toContain(
    'autoscaling.knative: a Knative Service has one port',
  );
});

test('servers for comparison are there only when enabled, and only benchmarks may talk to them', () => {
  expect(objectsOf('').filter(({ metadata }) => ['litserve', 'bare', 'triton'].includes(metadata.name))).toEqual([]);
  const objects = objectsOf('services: { litserve: { enabled: true }, bare: { enabled: true, port: 8123 } }');
  expect(valueAt(objectOf(objects, 'Service', 'bare'), 'spec.ports[0].port')).toBe(8123);
  const policy = objectOf(objects, 'NetworkPolicy', 'litserve');
  expect(valueAt(policy, 'spec.ingress')).toEqual([
    {
      from: [{ podSelector: { matchLabels: { 'ml-scaling-lab/benchmark': 'true' } } }],
      ports: [{ port: 8000, protocol: 'TCP' }],
    },
  ]);
});
