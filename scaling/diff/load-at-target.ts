import { milliValue } from '../../contract/quantity';
import type { MetricSpec } from '../hpa';
import { resolveMetricTarget, scalingMetric } from '../kpa';
import { utilizationBaseMilli, type CountedPods } from '../manifests';
import type { LoadAtTarget } from './schema';

/**
 * What a pod is meant to take, by each metric that says so: of Knative's autoscaler, an amount per pod of an HPA, or memory in bytes.
 * CPU is told apart.
 */
export function loadsAtTarget({ kpa, hpa, pod }: CountedPods): LoadAtTarget[] {
  if (kpa !== undefined) {
    const of = scalingMetric(kpa.revision) === 'rps' ? 'requests per second' : 'requests at a time';
    const { target, total } = resolveMetricTarget(kpa.revision, kpa.config);
    return [{ of, amount: target, share: total > 0 ? target / total : 1 }];
  }
  return (hpa?.metrics ?? []).flatMap((metric) => ofMemory(metric, pod) ?? ofAmount(metric) ?? []);
}

function ofAmount({ external, pods, object }: MetricSpec): LoadAtTarget | undefined {
  const source = external ?? pods ?? object;
  const milli = source?.target.averageValue === undefined ? undefined : milliValue(source.target.averageValue);
  return source === undefined || milli === undefined
    ? undefined
    : { of: `of ${source.metric.name}`, amount: milli / 1000, share: 1 };
}

function ofMemory({ resource }: MetricSpec, pod: CountedPods['pod']): LoadAtTarget | undefined {
  if (resource?.name !== 'memory') return undefined;
  const { averageUtilization, averageValue } = resource.target;
  const base = pod && utilizationBaseMilli(pod, 'memory');
  const milli =
    averageUtilization === undefined
      ? averageValue && milliValue(averageValue)
      : base && Math.round((base * averageUtilization) / 100);
  return typeof milli === 'number' ? { of: 'memory', amount: milli / 1000, share: 1 } : undefined;
}
