import type { HpaInputs, Pod, ResourceSample } from '../types';

export const MINUTE_MS = 60_000;

/** A pod that has been ready for an hour and requests one CPU and 1000 bytes. */
export function examplePod(different: Partial<Pod> = {}): Pod {
  return {
    name: 'web-0',
    phase: 'Running',
    deleting: false,
    ready: 'True',
    readyTransitionMs: -60 * MINUTE_MS,
    startMs: -60 * MINUTE_MS,
    containers: [{ name: 'app', requestsMilli: { cpu: 1000, memory: 1_000_000 } }],
    ...different,
  };
}

/** Usage by the container `app`, sampled at time 0 over the last 30 s. */
export function exampleSample(usageMilli: number, different: Partial<ResourceSample> = {}): ResourceSample {
  return { atMs: 0, windowMs: 30_000, containers: [{ name: 'app', usageMilli }], ...different };
}

/** One pod per CPU usage, undefined for a pod that has no metric. */
export function cpuInputs(usagesMilli: readonly (number | undefined)[], different: Partial<HpaInputs> = {}): HpaInputs {
  return {
    specReplicas: usagesMilli.length,
    statusReplicas: usagesMilli.length,
    pods: usagesMilli.map((_, index) => examplePod({ name: `web-${index}` })),
    resources: { cpu: usagesMilli.map((usage) => (usage === undefined ? undefined : exampleSample(usage))) },
    ...different,
  };
}
