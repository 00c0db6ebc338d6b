import { join } from 'node:path';
import type { KubernetesObject } from '../../contract';
import type { LocalCluster } from '../cluster';
import { get, startLab, stopLabs, testOptions, until } from '../testing/lab';
import { NAMESPACE, web, webService } from '../testing/manifests';
import { ScaledClock } from '../testing/scaled-clock';
import { replayDecisions } from './testing/replay/replay';
import { fromApi, readyPods, WORKER_APP, WORKER_IMAGE } from './testing/lab';

jest.setTimeout(60_000);
afterEach(stopLabs);

/** Six seconds is the shortest window that Knative takes. */
const annotations = {
  'autoscaling.knative.dev/window': '6s',
  'autoscaling.knative.dev/max-scale': '3',
  'autoscaling.knative.dev/target': '2',
};

/** The grace period before the last pod goes is a setting of the cluster. */
const config: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'config-autoscaler', namespace: 'knative-serving' },
  data: { 'scale-to-zero-grace-period': '6s' },
};

function service(template: Readonly<Record<string, unknown>> = {}): KubernetesObject {
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: NAMESPACE },
    spec: {
      template: {
        metadata: { annotations, labels: { 'app.kubernetes.io/name': 'web' } },
        spec: {
          containerConcurrency: 2,
          timeoutSeconds: 30,
          containers: [
            {
              image: WORKER_IMAGE,
              ports: [{ containerPort: 8000 }],
              readinessProbe: { httpGet: { path: '/readyz' }, periodSeconds: 1 },
            },
          ],
        },
        ...template,
      },
    },
  };
}

function request(cluster: LocalCluster, path: string): ReturnType<typeof get> {
  const endpoint = cluster.endpoints().find((one) => one.service === 'web');
  return get(endpoint!.address, endpoint!.hostPort, path);
}

test('a Knative Service goes to zero, answers the first request from there, and grows with concurrent requests', async () => {
  const options = testOptions({ apps: [WORKER_APP], clock: new ScaledClock(4) });
  const cluster = await startLab(options);
  await cluster.apply([config, service()]);
  await cluster.waitReady({ timeoutSeconds: 30 });
  expect(await request(cluster, '/')).toMatchObject({ answered: 1 });
  await until(cluster, () => cluster.listPods().length === 0);

  expect(await request(cluster, '/')).toMatchObject({ answered: 1 });
  const ksvc = await fromApi<{ status: object }>(cluster, `/apis/serving.knative.dev/v1/namespaces/${NAMESPACE}/services/web`);
  expect(ksvc.status).toMatchObject({ latestReadyRevisionName: 'web-00001', url: `http://web.${NAMESPACE}.svc.cluster.local` });

  const burst = Array.from({ length: 12 }, () => request(cluster, '/?ms=2000'));
  await until(cluster, () => readyPods(cluster) === 3);
  const answers = await Promise.all(burst);
  expect(new Set(answers.map(({ pod }) => pod)).size).toBeGreaterThan(1);
  const pa = await fromApi<{ items: { status: { actualScale: number } }[] }>(
    cluster,
    '/apis/autoscaling.internal.knative.dev/v1alpha1/podautoscalers',
  );
  expect(pa.items[0]!.status.actualScale).toBe(3);

  await cluster.stop({ graceSeconds: 2 });
  expect(replayDecisions(join(options.runDir, 'decisions', 'kpa-web-00001.ndjson'))).toEqual([]);
});

test('other pods reach a Knative Service by its name at port 80', async () => {
  const cluster = await startLab({ apps: [WORKER_APP] });
  const container = { image: WORKER_IMAGE, env: [{ name: 'TARGET', value: `http://web.${NAMESPACE}.svc.cluster.local:80/` }] };
  await cluster.apply([service(), web({ name: 'client', container })]);
  await cluster.waitReady({ timeoutSeconds: 30 });
  const endpoint = cluster.endpoints().find((one) => one.service === 'web')!;
  const environment = cluster.listPods().find(({ identity }) => identity.owner.name === 'client')!.containers[0]!.plan
    .environment;
  expect(environment['TARGET']).toBe(`http://${endpoint.address}:${endpoint.hostPort}/`);
  expect(await (await fetch(environment['TARGET']!)).json()).toMatchObject({ method: 'GET' });
});

test.each([
  [
    'a window below six seconds',
    { metadata: { annotations: { 'autoscaling.knative.dev/window': '5s' } } },
    /autoscaling.knative.dev\/window/,
  ],
  [
    'the HorizontalPodAutoscaler class',
    { metadata: { annotations: { 'autoscaling.knative.dev/class': 'hpa.autoscaling.knative.dev' } } },
    /kpa\.autoscaling\.knative\.dev only/,
  ],
])('%s is refused before anything starts', async (_, template, message) => {
  const cluster = await startLab({ apps: [WORKER_APP] });
  await expect(cluster.apply([service(template)])).rejects.toThrow(message);
  expect(cluster.listPods()).toEqual([]);
});

test('a core Service of the same name is refused', async () => {
  const cluster = await startLab({ apps: [WORKER_APP] });
  await expect(cluster.apply([service(), webService()])).rejects.toThrow(
    'a Knative Service makes a core Service of the same name',
  );
});
