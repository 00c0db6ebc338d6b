import { join } from 'node:path';
import type { LocalCluster } from '../cluster';
import { systemClock } from '../clock';
import type { KubernetesObject } from '../kubernetes/objects';
import { startLab, stopLabs } from '../testing/lab';
import { NAMESPACE, testApp, web } from '../testing/manifests';
import { RedisConnection } from './keda/redis';
import { fromApi, until } from './testing/lab';

jest.setTimeout(60_000);
afterEach(stopLabs);

const QUEUE_APP = { ...testApp('queue', 'queue.js'), command: ['node', join(__dirname, 'testing', 'queue.js')] };
const image = 'ml-scaling-lab/queue:0123456789ab';
const ADDRESS = `redis.${NAMESPACE}.svc.cluster.local:6379`;

const redis = [
  web({
    name: 'redis',
    container: {
      image,
      args: ['server'],
      ports: [{ containerPort: 6379, name: 'redis' }],
      readinessProbe: { tcpSocket: { port: 'redis' }, periodSeconds: 1 },
    },
  }),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'redis', namespace: NAMESPACE },
    spec: { selector: { app: 'redis' }, ports: [{ port: 6379, targetPort: 'redis' }] },
  },
];

/** Each Job takes one entry of the list and ends. */
function scaledJob(spec: Readonly<Record<string, unknown>> = {}): KubernetesObject {
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledJob',
    metadata: { name: 'batch', namespace: NAMESPACE },
    spec: {
      jobTargetRef: {
        backoffLimit: 0,
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [{ name: 'one', image, args: ['one'], env: [{ name: 'REDIS', value: ADDRESS }] }],
          },
        },
      },
      pollingInterval: 1,
      maxReplicaCount: 3,
      successfulJobsHistoryLimit: 2,
      triggers: [{ type: 'redis', metadata: { addressFromEnv: 'REDIS', listName: 'jobs', listLength: '1' } }],
      ...spec,
    },
  };
}

function connection(cluster: LocalCluster): RedisConnection {
  const { address, hostPort } = cluster.endpoints().find(({ service }) => service === 'redis')!;
  return new RedisConnection({ host: address, port: hostPort, database: 0, username: '', password: '', clock: systemClock });
}

test('a ScaledJob makes a Job for each entry, never more than its maximum at a time, and keeps the last of them', async () => {
  const cluster = await startLab({ apps: [QUEUE_APP] });
  await cluster.apply([...redis, scaledJob()]);
  await cluster.waitReady({ timeoutSeconds: 30 });
  const running = (): number =>
    cluster.status().pods.filter(({ name, phase }) => name.startsWith('batch-') && (phase === 'Running' || phase === 'Pending'))
      .length;
  const most = { running: 0 };
  const watch = cluster.onChange(() => (most.running = Math.max(most.running, running())));
  const queue = connection(cluster);
  await queue.send('RPUSH', 'jobs', 'a', 'b', 'c', 'd', 'e');
  const ended = (): number => cluster.events.list().filter(({ reason }) => reason === 'Completed').length;
  await until(cluster, () => ended() >= 5);
  watch();
  expect(await queue.send('GET', 'done')).toBe('5');
  queue.close();
  expect(most.running).toBeLessThanOrEqual(3);
  const jobs = (): readonly { readonly condition: string }[] => cluster.status().jobs;
  await until(cluster, () => jobs().length <= 2);
  expect(jobs().every(({ condition }) => condition === 'Complete')).toBe(true);
  const shown = await fromApi<{ status: { conditions: { type: string; status: string }[] } }>(
    cluster,
    `/apis/keda.sh/v1alpha1/namespaces/${NAMESPACE}/scaledjobs/batch`,
  );
  expect(shown.status.conditions.find(({ type }) => type === 'Ready')?.status).toBe('True');
  expect(cluster.events.list().some(({ reason }) => reason === 'KEDAJobsCreated')).toBe(true);
});

test.each([
  [
    'an image that is not of this repository',
    { jobTargetRef: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'x', image: 'busybox:1' }] } } } },
    /ScaledJob|Job\/batch/,
  ],
  ['a trigger that KEDA does not have', { triggers: [{ type: 'rdis', metadata: {} }] }, /spec\.triggers\[0\]\.type/],
  ['a pod that never ends', { jobTargetRef: { template: { spec: { containers: [{ name: 'x', image }] } } } }, /restartPolicy/],
])('%s is refused before anything starts', async (_, spec, message) => {
  const cluster = await startLab({ apps: [QUEUE_APP] });
  await expect(cluster.apply([...redis, scaledJob(spec)])).rejects.toThrow(message);
  expect(cluster.listPods()).toEqual([]);
});
