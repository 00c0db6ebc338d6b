import { HpaController, type HpaSpec, type Pod } from '../../scaling/hpa';

/** Long enough after the start that every pod counts. */
const NOW_MS = 3_600_000;
const REQUEST_MILLI = 500;

/**
 * Pods that an HPA on CPU asks for at its next sync.
 *
 * @param utilization of each pod, percent of what it requests
 */
export function afterCpuSync(spec: HpaSpec, pods: number, utilization: number): number {
  const all = Array.from({ length: pods }, (_, index): Pod => ({
    name: `pod-${index}`,
    phase: 'Running',
    deleting: false,
    ready: 'True',
    readyTransitionMs: 0,
    startMs: 0,
    containers: [{ name: 'app', requestsMilli: { cpu: REQUEST_MILLI } }],
  }));
  const usageMilli = (REQUEST_MILLI * utilization) / 100;
  const sample = { atMs: NOW_MS, windowMs: 15_000, containers: [{ name: 'app', usageMilli }] };
  const inputs = { specReplicas: pods, statusReplicas: pods, pods: all, resources: { cpu: all.map(() => sample) } };
  return new HpaController(spec).sync(NOW_MS, inputs).replicas;
}

/** An HPA on CPU without any `behavior`. */
export function onCpu(averageUtilization: number, maxReplicas: number): HpaSpec {
  return {
    minReplicas: 1,
    maxReplicas,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }],
  };
}

/** Pods for a queue: what the HPA behind a ScaledObject asks for from one pod on, in one sync. */
export function afterQueueSync(spec: HpaSpec, backlog: number): number {
  const inputs = { specReplicas: 1, statusReplicas: 1, pods: [], externalMetricsMilli: { backlog: [1000 * backlog] } };
  return new HpaController(spec).sync(NOW_MS, inputs).replicas;
}
