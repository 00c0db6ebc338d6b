import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../contract';
import { startLab, stopLabs, testOptions, until } from '../testing/lab';
import { NAMESPACE, web } from '../testing/manifests';
import { replayDecisions } from './testing/replay/replay';
import { fromApi, readyPods } from './testing/lab';
import { connection, QUEUE_APP, QUEUE_IMAGE, redis, REDIS_ADDRESS, redisWith } from './testing/queue-lab';

jest.setTimeout(60_000);
afterEach(stopLabs);

function workerWith(env: readonly { name: string; value: string }[]): KubernetesObject {
  return web({
    name: 'worker',
    container: {
      image: QUEUE_IMAGE,
      args: ['worker'],
      env: [{ name: 'REDIS', value: REDIS_ADDRESS }, ...env],
      readinessProbe: { tcpSocket: { port: 8000 }, periodSeconds: 1 },
    },
  });
}

const worker = workerWith([]);

const authentication: KubernetesObject = {
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'TriggerAuthentication',
  metadata: { name: 'sign-in', namespace: NAMESPACE },
  spec: { secretTargetRef: [{ parameter: 'password', name: 'redis-password', key: 'password' }] },
};

function scaledObject(metadata: Readonly<Record<string, string>> = {}, trigger: object = {}): KubernetesObject {
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: 'worker', namespace: NAMESPACE },
    spec: {
      scaleTargetRef: { name: 'worker' },
      pollingInterval: 1,
      cooldownPeriod: 1,
      minReplicaCount: 0,
      maxReplicaCount: 3,
      triggers: [
        { type: 'redis', metadata: { address: REDIS_ADDRESS, listName: 'jobs', listLength: '5', ...metadata }, ...trigger },
      ],
      advanced: { horizontalPodAutoscalerConfig: { behavior: { scaleDown: { stabilizationWindowSeconds: 1 } } } },
    },
  };
}

test('a backlog brings workers from zero, more while it is long, and none when it is done; no job is lost', async () => {
  const options = testOptions({ apps: [QUEUE_APP], autoscaling: { horizontalPodAutoscalerSyncPeriodSeconds: 1 } });
  const cluster = await startLab(options);
  await cluster.apply([...redis, workerWith([{ name: 'GATE', value: 'open' }]), scaledObject()]);
  await cluster.waitReady({ timeoutSeconds: 30 });
  await until(cluster, () => cluster.listPods().length === 1);

  const queue = connection(cluster);
  await queue.send('RPUSH', 'jobs', ...Array.from({ length: 60 }, (_, index) => `job-${index}`));
  await until(cluster, () => readyPods(cluster) === 4);
  const shown = await fromApi<{ items: { metadata: { name: string }; status: object }[] }>(
    cluster,
    '/apis/autoscaling/v2/horizontalpodautoscalers',
  );
  expect(shown.items).toEqual([
    expect.objectContaining({ metadata: expect.objectContaining({ name: 'keda-hpa-worker' }) as object }),
  ]);
  expect(shown.items[0]!.status).toMatchObject({
    currentMetrics: [{ type: 'External', external: { metric: { name: 's0-redis-jobs' } } }],
  });

  await queue.send('INCR', 'open');
  await until(cluster, () => cluster.listPods().length === 1);
  expect(await queue.send('GET', 'done')).toBe('60');
  queue.close();
  const messages = cluster.events
    .list()
    .filter(({ source }) => source === 'keda-operator')
    .map(({ reason, message }) => `${reason} ${message}`);
  expect(messages).toContain(
    `KEDAScaleTargetActivated Scaled apps/v1.Deployment ${NAMESPACE}/worker from 0 to 1, triggered by s0-redis-jobs`,
  );
  expect(messages.at(-1)).toMatch(
    /^KEDAScaleTargetDeactivated Deactivated apps\/v1\.Deployment lab-test\/worker from [123] to 0$/,
  );
  const object = await fromApi<{ status: { conditions: { type: string; status: string }[] } }>(
    cluster,
    `/apis/keda.sh/v1alpha1/namespaces/${NAMESPACE}/scaledobjects/worker`,
  );
  expect(object.status.conditions.map(({ type, status }) => `${type} ${status}`)).toEqual([
    'Ready True',
    'Active False',
    'Fallback False',
    'Paused False',
  ]);

  await cluster.stop({ graceSeconds: 2 });
  for (const file of ['keda-worker', 'hpa-keda-hpa-worker']) {
    expect(readFileSync(join(options.runDir, 'decisions', `${file}.ndjson`), 'utf8').split('\n').length).toBeGreaterThan(5);
    expect(replayDecisions(join(options.runDir, 'decisions', `${file}.ndjson`))).toEqual([]);
  }
});

test('a trigger signs in with what its TriggerAuthentication takes from a Secret', async () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'redis-password', namespace: NAMESPACE },
    stringData: { password: 's3cret' },
  };
  const server = redisWith([{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'redis-password', key: 'password' } } }]);
  const cluster = await startLab({ apps: [QUEUE_APP] });
  const signedIn = scaledObject({}, { authenticationRef: { name: 'sign-in' } });
  await cluster.apply([secret, authentication, ...server, worker, signedIn]);
  await cluster.waitReady({ timeoutSeconds: 30 });
  const queue = connection(cluster, 's3cret');
  await queue.send('RPUSH', 'jobs', 'one');
  queue.close();
  await until(cluster, () => cluster.listPods().length === 2);
  expect(cluster.events.list().map(({ message }) => message)).not.toContainEqual(expect.stringContaining('NOAUTH'));
});

test('a short name is not found, just as KEDA would not find it from its own namespace; the error says what to write', async () => {
  const cluster = await startLab({ apps: [QUEUE_APP] });
  await cluster.apply([...redis, worker, scaledObject({ address: 'redis:6379' })]);
  const failed = (): string | undefined => cluster.events.list().find(({ reason }) => reason === 'KEDAScalerFailed')?.message;
  await until(cluster, () => failed() !== undefined);
  expect(failed()).toBe(
    'redis:6379 is not a Service of this lab; KEDA needs the full name, <service>.<namespace>.svc.cluster.local',
  );
});

test.each([
  ['a trigger that KEDA does not have', {}, { type: 'rdis' }, /spec\.triggers\[0\]\.type/],
  ['TLS', { enableTLS: 'true' }, {}, /enableTLS is not supported by the local engine/],
  ['a TriggerAuthentication that is not there', {}, { authenticationRef: { name: 'secret' } }, /no TriggerAuthentication secret/],
  ['one of the cluster', {}, { authenticationRef: { name: 's', kind: 'ClusterTriggerAuthentication' } }, /in the namespace of/],
  ['one without its Secret', {}, { authenticationRef: { name: 'sign-in' } }, /needs key password of Secret redis-password/],
])('%s is refused before anything starts', async (_, metadata, trigger, message) => {
  const cluster = await startLab({ apps: [QUEUE_APP] });
  await expect(cluster.apply([...redis, worker, authentication, scaledObject(metadata, trigger)])).rejects.toThrow(message);
  expect(cluster.listPods()).toEqual([]);
});
