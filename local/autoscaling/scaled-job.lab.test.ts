import type { KubernetesObject } from '../../contract';
import { startLab, stopLabs, until } from '../testing/lab';
import { NAMESPACE } from '../testing/manifests';
import { fromApi } from './testing/lab';
import { connection, QUEUE_APP, QUEUE_IMAGE, redis, REDIS_ADDRESS } from './testing/queue-lab';

jest.setTimeout(60_000);
afterEach(stopLabs);

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
            containers: [{ name: 'one', image: QUEUE_IMAGE, args: ['one'], env: [{ name: 'REDIS', value: REDIS_ADDRESS }] }],
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
  [
    'a pod that never ends',
    { jobTargetRef: { template: { spec: { containers: [{ name: 'x', image: QUEUE_IMAGE }] } } } },
    /restartPolicy/,
  ],
])('%s is refused before anything starts', async (_, spec, message) => {
  const cluster = await startLab({ apps: [QUEUE_APP] });
  await expect(cluster.apply([...redis, scaledJob(spec)])).rejects.toThrow(message);
  expect(cluster.listPods()).toEqual([]);
});
