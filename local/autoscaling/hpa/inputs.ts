import type { HpaInputs, Pod } from '../../../scaling/hpa';
import { type PodMetrics, resourceSamples } from '../../../scaling/metrics-server';
import type { ScaleTarget, TargetPod } from '../target';

/** External metrics by name, thousandths per series; a name that could not be read is absent. */
export type ExternalMetrics = Readonly<Partial<Record<string, readonly number[]>>>;

/** What a sync reads of the target, the resource metrics API and the external metrics API. */
export function hpaInputs(
  target: ScaleTarget,
  metricsOf: (podUid: string) => PodMetrics | undefined,
  external: ExternalMetrics,
): HpaInputs {
  const { specReplicas, statusReplicas } = target;
  const samples = target.pods.map((pod) => {
    const metrics = metricsOf(pod.uid);
    return metrics && resourceSamples(metrics);
  });
  return {
    specReplicas,
    statusReplicas,
    pods: target.pods.map(withoutUid),
    resources: { cpu: samples.map((one) => one?.cpu), memory: samples.map((one) => one?.memory) },
    externalMetricsMilli: external,
  };
}

/** Recordings are compared field by field, and uids differ from run to run. */
function withoutUid(pod: TargetPod): Pod {
  const { name, phase, deleting, ready, readyTransitionMs, startMs, containers } = pod;
  return { name, phase, deleting, ready, readyTransitionMs, startMs, containers };
}
