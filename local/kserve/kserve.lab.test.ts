import type { KubernetesObject } from '../../contract';
import type { LocalCluster } from '../cluster';
import { fromApi, readyPods, WORKER_APP, WORKER_IMAGE } from '../autoscaling/testing/lab';
import { rowsOf, shownKind, type ApiObject } from '../show';
import { get, startLab, stopLabs, until } from '../testing/lab';
import { NAMESPACE } from '../testing/manifests';

jest.setTimeout(60_000);
afterEach(stopLabs);

/** Periods of seconds in place of quarters of a minute. */
const FAST = {
  horizontalPodAutoscalerSyncPeriodSeconds: 1,
  metricResolutionSeconds: 1,
  controllerManager: { cpuInitializationPeriodSeconds: 1, initialReadinessDelaySeconds: 1 },
};

const container = {
  name: 'kserve-container',
  image: WORKER_IMAGE,
  ports: [{ containerPort: 8000 }],
  readinessProbe: { httpGet: { path: '/readyz', port: 8000 }, periodSeconds: 1 },
  resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { cpu: '1', memory: '256Mi' } },
};

function isvc(
  predictor: Readonly<Record<string, unknown>>,
  annotations: Readonly<Record<string, string>> = {},
): KubernetesObject {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'spam', namespace: NAMESPACE, labels: { team: 'ml' }, annotations },
    spec: { predictor: { containers: [container], ...predictor } },
  };
}

async function shown(cluster: LocalCluster): Promise<readonly (readonly string[])[]> {
  const kind = shownKind('isvc');
  const { items } = await fromApi<{ items: ApiObject[] }>(cluster, kind.path);
  return rowsOf(kind, items, 'normal', Date.now()).rows.map((row) => row.slice(0, -1));
}

function work(cluster: LocalCluster): ReturnType<typeof get> {
  const endpoint = cluster.endpoints().find(({ service }) => service === 'spam-predictor')!;
  return get(endpoint.address, endpoint.hostPort, '/work?cpuMs=10&ms=20');
}

test('an InferenceService becomes a Deployment, a Service and an HPA that scales it', async () => {
  const cluster = await startLab({ apps: [WORKER_APP], autoscaling: FAST });
  await cluster.apply([isvc({ minReplicas: 1, maxReplicas: 2, scaleMetric: 'cpu', scaleTarget: 90 })]);
  expect(await shown(cluster)).toEqual([['spam', `http://spam-${NAMESPACE}.example.com`, 'False', '', '', '', '']]);
  await cluster.waitReady({ timeoutSeconds: 30 });
  expect(await shown(cluster)).toEqual([['spam', `http://spam-${NAMESPACE}.example.com`, 'True', '', '', '', '']]);

  const owned = { ownerReferences: [{ kind: 'InferenceService', name: 'spam', controller: true }] };
  const inNamespace = (group: string, plural: string): string =>
    `/apis/${group}/namespaces/${NAMESPACE}/${plural}/spam-predictor`;
  expect(await fromApi(cluster, inNamespace('apps/v1', 'deployments'))).toMatchObject({
    metadata: { ...owned, labels: { team: 'ml', app: 'isvc.spam-predictor', component: 'predictor' } },
    spec: { replicas: 1 },
  });
  expect(await fromApi(cluster, inNamespace('autoscaling/v2', 'horizontalpodautoscalers'))).toMatchObject({
    metadata: owned,
    spec: { minReplicas: 1, maxReplicas: 2, metrics: [{ resource: { name: 'cpu', target: { averageUtilization: 90 } } }] },
  });
  const service = await fromApi<{ spec: object }>(cluster, `/api/v1/namespaces/${NAMESPACE}/services/spam-predictor`);
  expect(service.spec).toMatchObject({ ports: [{ port: 80, targetPort: 8000 }] });
  expect(cluster.listPods()[0]!.containers[0]!.plan.environment['INFERENCE_SERVICE_NAME']).toBe('spam');

  const load = { going: true };
  const requests = (async () => {
    while (load.going) await work(cluster);
  })();
  await until(cluster, () => readyPods(cluster) === 2);
  // Applied again, it keeps the pods that its HPA asked for.
  await cluster.apply([isvc({ minReplicas: 1, maxReplicas: 2, scaleMetric: 'cpu', scaleTarget: 90 })]);
  expect(cluster.status().workloads).toMatchObject([{ name: 'spam-predictor', desired: 2 }]);
  load.going = false;
  await requests;
  const status = await fromApi<{ status: object }>(
    cluster,
    `/apis/serving.kserve.io/v1beta1/namespaces/${NAMESPACE}/inferenceservices/spam`,
  );
  expect(status.status).toMatchObject({
    address: { url: `http://spam-predictor.${NAMESPACE}.svc.cluster.local` },
    deploymentMode: 'Standard',
    conditions: [
      { type: 'IngressReady', status: 'True' },
      { type: 'PredictorReady', status: 'True', reason: 'NewReplicaSetAvailable' },
      { type: 'Ready', status: 'True' },
      { type: 'Stopped', status: 'False' },
    ],
  });
  expect(cluster.events.list().map(({ reason }) => reason)).toContain('InferenceServiceReady');
});

test('in Knative mode it becomes a Knative Service', async () => {
  const cluster = await startLab({ apps: [WORKER_APP] });
  const annotations = { 'serving.kserve.io/deploymentMode': 'Serverless' };
  const plain = { ...container, readinessProbe: { httpGet: { path: '/readyz' }, periodSeconds: 1 } };
  await cluster.apply([
    isvc({ containers: [plain], minReplicas: 1, maxReplicas: 2, scaleMetric: 'concurrency', scaleTarget: 4 }, annotations),
  ]);
  await cluster.waitReady({ timeoutSeconds: 30 });
  const name = 'spam-predictor';
  await until(cluster, () => cluster.events.list().some(({ reason }) => reason === 'InferenceServiceReady'));
  expect(await shown(cluster)).toEqual([
    ['spam', `http://spam-${NAMESPACE}.example.com`, 'True', '', '100', '', `${name}-00001`],
  ]);
  const ksvc = await fromApi<{ spec: object }>(cluster, `/apis/serving.knative.dev/v1/namespaces/${NAMESPACE}/services/${name}`);
  expect(ksvc.spec).toMatchObject({
    template: {
      metadata: {
        annotations: {
          'autoscaling.knative.dev/metric': 'concurrency',
          'autoscaling.knative.dev/target': '4',
          'autoscaling.knative.dev/min-scale': '1',
          'autoscaling.knative.dev/max-scale': '2',
        },
      },
    },
  });
  expect(await work(cluster)).toMatchObject({ answered: 1 });
});

test.each([
  [
    'a field that does not exist',
    isvc({ maxReplica: 2 }),
    'spec.predictor.maxReplica is no field of the API. Did you mean maxReplicas?',
  ],
  ['what the webhook denies', isvc({ minReplicas: 3, maxReplicas: 2 }), "'MinReplicas' cannot be greater than MaxReplicas"],
  [
    'limits below what KServe requests',
    isvc({ containers: [{ ...container, resources: { limits: { cpu: '200m' } } }] }),
    'is admitted, but KServe cannot run it: fails to reconcile predictor: Deployment "spam-predictor" is invalid',
  ],
])('%s is refused before anything starts', async (_, object, message) => {
  const cluster = await startLab({ apps: [WORKER_APP] });
  await expect(cluster.apply([object])).rejects.toThrow(message);
  expect(cluster.listPods()).toEqual([]);
});

test('a change that would remove an object is refused', async () => {
  const cluster = await startLab({ apps: [WORKER_APP] });
  await cluster.apply([isvc({})]);
  await expect(cluster.apply([isvc({}, { 'serving.kserve.io/autoscalerClass': 'none' })])).rejects.toThrow(
    'would remove HorizontalPodAutoscaler/spam-predictor',
  );
});
