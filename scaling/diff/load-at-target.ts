import { milliValue } from '../../contract/quantity';
import { resolveMetricTarget, scalingMetric } from '../kpa';
import type { CountedPods } from '../manifests';
import type { LoadAtTarget } from './schema';

/**
 * What a pod is meant to take of the load, by the only metric that scales it: of Knative's autoscaler, or an amount per pod of an HPA.
 * CPU and memory are none: they are told of what pods request.
 */
export function loadAtTarget({ kpa, hpa }: CountedPods): LoadAtTarget | null {
  if (kpa !== undefined) {
    const of = scalingMetric(kpa.revision) === 'rps' ? 'requests per second' : 'requests at a time';
    return { amount: resolveMetricTarget(kpa.revision, kpa.config).target, of };
  }
  const [metric, ...others] = hpa?.metrics ?? [];
  const source = metric?.external ?? metric?.pods ?? metric?.object;
  const milli = source?.target.averageValue === undefined ? undefined : milliValue(source.target.averageValue);
  if (source === undefined || others.length > 0 || milli === undefined) return null;
  return { amount: milli / 1000, of: `of ${source.metric.name}` };
}
