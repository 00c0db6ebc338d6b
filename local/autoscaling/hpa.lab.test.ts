import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../contract';
import type { LocalCluster } from '../cluster';
import { get, startLab, stopLabs, testOptions, until } from '../testing/lab';
import { NAMESPACE, web, webService } from '../testing/manifests';
import { replayDecisions } from './testing/replay/replay';
import { fromApi, readyPods, WORKER_APP, WORKER_IMAGE } from './testing/lab';

jest.setTimeout(60_000);
afterEach(stopLabs);

/** Periods of seconds in place of quarters of a minute. */
const FAST = {
  horizontalPodAutoscalerSyncPeriodSeconds: 1,
  metricResolutionSeconds: 1,
  controllerManager: { cpuInitializationPeriodSeconds: 1, initialReadinessDelaySeconds: 1 },
};

const hpa: KubernetesObject = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', namespace: NAMESPACE },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    maxReplicas: 3,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 100 } } }],
    behavior: { scaleDown: { stabilizationWindowSeconds: 2, policies: [{ type: 'Percent', value: 100, periodSeconds: 1 }] } },
  },
};

/** Keeps the Service busy with one request after another until told to stop. */
function load(cluster: LocalCluster): { stop(): Promise<void> } {
  const [endpoint] = cluster.endpoints();
  const state = { going: true };
  const requests = (async () => {
    while (state.going) await get(endpoint!.address, endpoint!.hostPort, '/work?cpuMs=10&ms=20');
  })();
  return { stop: () => ((state.going = false), requests) };
}

test('an HPA starts processes under load and ends them after it; the API, the events and the recording tell the same', async () => {
  const options = testOptions({ apps: [WORKER_APP], autoscaling: FAST });
  const cluster = await startLab(options);
  const resources = { requests: { cpu: '20m', memory: '64Mi' } };
  await cluster.apply([web({ container: { image: WORKER_IMAGE, resources } }), webService(), hpa]);
  await cluster.waitReady({ timeoutSeconds: 30 });
  const busy = load(cluster);
  await until(cluster, () => readyPods(cluster) === 3);
  const shown = await fromApi<{
    status: { desiredReplicas: number; currentMetrics: { resource: { current: { averageUtilization: number } } }[] };
  }>(cluster, `/apis/autoscaling/v2/namespaces/${NAMESPACE}/horizontalpodautoscalers/web`);
  expect(shown.status.desiredReplicas).toBe(3);
  expect(shown.status.currentMetrics[0]!.resource.current.averageUtilization).toBeGreaterThan(100);
  const metrics = await fromApi<{ items: { containers: { usage: { cpu: string } }[] }[] }>(
    cluster,
    `/apis/metrics.k8s.io/v1beta1/namespaces/${NAMESPACE}/pods`,
  );
  expect(metrics.items[0]!.containers[0]!.usage.cpu).toMatch(/^\d{7,}n$/);

  await busy.stop();
  await until(cluster, () => readyPods(cluster) === 1 && cluster.listPods().length === 1);
  const rescales = cluster.events.list().filter(({ reason }) => reason === 'SuccessfulRescale');
  expect(rescales[0]!.message).toMatch(
    /^New size: [23]; reason: cpu resource utilization \(percentage of request\) above target$/,
  );
  expect(rescales.at(-1)!.message).toBe('New size: 1; reason: All metrics below target');

  await cluster.stop({ graceSeconds: 2 });
  expect(readdirSync(join(options.runDir, 'decisions'))).toEqual(['hpa-web.ndjson']);
  expect(replayDecisions(join(options.runDir, 'decisions', 'hpa-web.ndjson'))).toEqual([]);
});

test('an HPA that the API server would refuse stops the apply before anything starts', async () => {
  const cluster = await startLab({ apps: [WORKER_APP] });
  const wrong = { ...hpa, spec: { ...(hpa['spec'] as object), minReplicas: 5 } };
  await expect(cluster.apply([web({ container: { image: WORKER_IMAGE } }), wrong])).rejects.toThrow(
    /HorizontalPodAutoscaler\/web {2}spec\./,
  );
  expect(cluster.listPods()).toEqual([]);
});
