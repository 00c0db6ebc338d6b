import { milliValue } from '../../../contract/quantity';
import { completeSpec, DEFAULT_CONTROLLER_SETTINGS, type MetricSpec, type MetricTarget } from '../../hpa';
import { makeDecider } from '../../kpa';
import { utilizationBaseMilli, type CountedPods } from '../../manifests';

/** What a set of pods is scaled by, and how much of it, summed over all pods, one pod is meant to take. */
export interface Axis {
  /** `cpu`: millicores. `concurrency`, `rps`: thousandths of a request. `metric`: thousandths of a value. */
  readonly kind: 'cpu' | 'concurrency' | 'rps' | 'metric';
  /** Name of the metric; '' where the kind says it all. */
  readonly name: string;
  readonly perPodMilli: number;
  /** The metric as the HPA has it; undefined under Knative's own autoscaler. */
  readonly metric: MetricSpec | undefined;
}

/**
 * Everything that a set of pods is scaled by and that follows from load in a way that is known: total over target. A total that is
 * compared with one value for all pods (Value) has no count that it settles at.
 */
export function axesOf(pods: CountedPods): Axis[] {
  const { hpa, kpa } = pods;
  if (kpa !== undefined) {
    const { targetValue, scalingMetric } = makeDecider(kpa.revision, kpa.config);
    const kind = scalingMetric === 'rps' ? 'rps' : 'concurrency';
    return targetValue > 0 ? [{ kind, name: '', perPodMilli: 1000 * targetValue, metric: undefined }] : [];
  }
  if (hpa === undefined) return [];
  return completeSpec(hpa, DEFAULT_CONTROLLER_SETTINGS).metrics.flatMap((metric) => axisOf(metric, pods));
}

function axisOf(metric: MetricSpec, { pod }: CountedPods): Axis[] {
  const { resource, pods, external } = metric;
  if (resource?.name === 'cpu') {
    const perPodMilli = cpuMilli(resource.target, pod);
    return perPodMilli === undefined ? [] : [{ kind: 'cpu', name: '', perPodMilli, metric }];
  }
  const source = pods ?? external;
  const milli = source?.target.averageValue === undefined ? undefined : milliValue(source.target.averageValue);
  return source === undefined || milli === undefined || milli <= 0
    ? []
    : [{ kind: 'metric', name: source.metric.name, perPodMilli: milli, metric }];
}

function cpuMilli({ averageUtilization, averageValue }: MetricTarget, pod: CountedPods['pod']): number | undefined {
  const requested = (pod && utilizationBaseMilli(pod, 'cpu')) ?? 0;
  const milli = averageUtilization === undefined ? milliValue(averageValue ?? '') : (requested * averageUtilization) / 100;
  return milli === undefined || milli <= 0 ? undefined : milli;
}
