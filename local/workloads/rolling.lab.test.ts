import type { KubernetesObject } from '../../contract';
import type { LocalCluster } from '../cluster';
import { get, startLab, stopLabs, until } from '../testing/lab';
import { NAMESPACE, web, webService } from '../testing/manifests';

jest.setTimeout(60_000);
afterEach(stopLabs);

const READY = { timeoutSeconds: 40 };
const REFERENCE = { kind: 'Deployment', namespace: NAMESPACE, name: 'web' } as const;

/** The web server in a version that its arguments say, with time to leave the Service before it ends. */
function version(text: string, spec: Readonly<Record<string, unknown>> = {}): KubernetesObject {
  const name = { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } };
  const lifecycle = { preStop: { exec: { command: ['sleep', '1'] } } };
  return web({
    container: { args: [text], env: [name], lifecycle },
    spec: { replicas: undefined, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }, ...spec },
  });
}

/** Asks the Service again and again until told to stop. */
function traffic(cluster: LocalCluster) {
  const [endpoint] = cluster.endpoints();
  const seen = new Set<unknown>();
  const failures: unknown[] = [];
  const state = { going: true };
  const asking = (async () => {
    while (state.going)
      await get(endpoint!.address, endpoint!.hostPort).then(
        ({ args }) => seen.add(args[0]),
        (error: unknown) => failures.push(error),
      );
  })();
  return { seen, failures, stop: () => ((state.going = false), asking) };
}

function runningVersions(cluster: LocalCluster): number {
  return cluster.listPods().filter((pod) => !pod.isDeleting).length;
}

test('a changed pod template rolls out under traffic: no request fails, and an autoscaler’s number of pods stays', async () => {
  const cluster = await startLab();
  await cluster.apply([version('v1'), webService()]);
  cluster.scale(REFERENCE, 2);
  await cluster.waitReady(READY);
  const clients = traffic(cluster);
  let most = 0;
  let fewestReady = 2;
  cluster.onChange(() => {
    most = Math.max(most, runningVersions(cluster));
    fewestReady = Math.min(fewestReady, cluster.listPods().filter((pod) => pod.isReady && !pod.isDeleting).length);
  });
  await cluster.apply([version('v2'), webService()]);
  await cluster.waitReady(READY);
  await until(cluster, () => cluster.listPods().length === 2);
  await clients.stop();
  expect(clients.failures).toEqual([]);
  expect(clients.seen).toEqual(new Set(['v1', 'v2']));
  expect({ most, fewestReady }).toEqual({ most: 3, fewestReady: 2 });
  expect((await get(cluster.endpoints()[0]!.address, cluster.endpoints()[0]!.hostPort)).args).toEqual(['v2']);

  const read = async (path: string): Promise<{ readonly items: readonly object[] }> =>
    (await (await fetch(`${cluster.apiUrl}/apis/apps/v1/namespaces/${NAMESPACE}/${path}`)).json()) as never;
  expect(await read('deployments/web')).toMatchObject({
    metadata: { annotations: { 'deployment.kubernetes.io/revision': '2' } },
    spec: { replicas: 2 },
    status: { replicas: 2, updatedReplicas: 2, availableReplicas: 2 },
  });
  expect((await read('replicasets')).items).toMatchObject([
    { metadata: { annotations: { 'deployment.kubernetes.io/revision': '1' } }, spec: { replicas: 0 } },
    { metadata: { annotations: { 'deployment.kubernetes.io/revision': '2' } }, spec: { replicas: 2 } },
  ]);
});

test('a template that never gets ready ends the wait at the progress deadline, while the old pods go on', async () => {
  const cluster = await startLab();
  await cluster.apply([version('v1'), webService()]);
  await cluster.waitReady(READY);
  const never = { httpGet: { path: '/nothing-like-it', port: 1 }, periodSeconds: 1 };
  const spec = version('v2', { progressDeadlineSeconds: 2 });
  const container = (spec['spec'] as { template: { spec: { containers: [Record<string, unknown>] } } }).template.spec
    .containers[0];
  container['readinessProbe'] = never;
  await cluster.apply([spec, webService()]);
  await expect(cluster.waitReady(READY)).rejects.toThrow(
    /Deployment\/web\n {2}exceeded its progress deadline with 1 of 1 pods of the new/,
  );
  expect((await get(cluster.endpoints()[0]!.address, cluster.endpoints()[0]!.hostPort)).args).toEqual(['v1']);
  await cluster.apply([version('v1'), webService()]);
  await cluster.waitReady(READY);
});

test('a Service that would get other ports is refused before anything changes', async () => {
  const cluster = await startLab();
  await cluster.apply([version('v1'), webService()]);
  await expect(
    cluster.apply([version('v2'), webService('web', { ports: [{ port: 9090, targetPort: 'http' }] })]),
  ).rejects.toThrow(/Service\/web\n {2}runs already, with other ports/);
  expect(cluster.status().workloads).toMatchObject([{ desired: 1, updated: 1 }]);
});
