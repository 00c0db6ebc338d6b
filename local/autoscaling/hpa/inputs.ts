import type { HpaInputs, Pod, ResourceSample } from '../../../scaling/hpa';
import { milliValue } from '../../../contract/quantity';
import type { PodMetrics } from '../../usage/sampler';
import type { ScaleTarget, TargetPod } from '../target';

/** External metrics by name, thousandths per series; a name that could not be read is absent. */
export type ExternalMetrics = Readonly<Partial<Record<string, readonly number[]>>>;

/** metav1.Time carries whole seconds. */
export function wholeSeconds(atMs: number): number {
  return Math.floor(atMs / 1000) * 1000;
}

/** What a sync reads of the target, the resource metrics API and the external metrics API. */
export function hpaInputs(
  target: ScaleTarget,
  metricsOf: (podUid: string) => PodMetrics | undefined,
  external: ExternalMetrics,
): HpaInputs {
  const { specReplicas, statusReplicas } = target;
  const metrics = target.pods.map((pod) => metricsOf(pod.uid));
  return {
    specReplicas,
    statusReplicas,
    pods: target.pods.map(withoutUid),
    resources: {
      // A quantity of nanocores, read in thousandths: rounded up.
      cpu: metrics.map((one) => one && sampleOf(one, ({ cpuMillis }) => milliValue(`${Math.round(cpuMillis * 1e6)}n`) ?? 0)),
      memory: metrics.map((one) => one && sampleOf(one, ({ memoryBytes }) => memoryBytes * 1000)),
    },
    externalMetricsMilli: external,
  };
}

/** Recordings are compared field by field; uids are of one run only. */
function withoutUid(pod: TargetPod): Pod {
  const { name, phase, deleting, ready, readyTransitionMs, startMs, containers } = pod;
  return { name, phase, deleting, ready, readyTransitionMs, startMs, containers };
}

function sampleOf(metrics: PodMetrics, usage: (container: PodMetrics['containers'][number]) => number): ResourceSample {
  return {
    atMs: wholeSeconds(metrics.atMs),
    windowMs: metrics.windowMs,
    containers: metrics.containers.map((container) => ({ name: container.name, usageMilli: usage(container) })),
  };
}
