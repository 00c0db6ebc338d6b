import type { HpaSpec, MetricSpec } from '../hpa';
import {
  ANNOTATION,
  durationMsSetting,
  floatSetting,
  HPA_CLASS,
  scaleBounds,
  scalingMetric,
  type AutoscalerConfig,
  type PodAutoscaler,
} from '../kpa';

/** Largest count that an HPA can hold: Knative writes it where nothing bounds the pods. */
const INT32_MAX = 2 ** 31 - 1;

/**
 * The HPA that Knative makes of a revision of class hpa: never below one pod; CPU in percent, memory in MiB a pod, any other metric
 * as one of its pods; a window for both directions. Without a target it has no metric, which is CPU 80 %.
 * Follows Knative Serving 98e5ef9, pkg/reconciler/autoscaling/hpa/resources/hpa.go, MakeHPA.
 */
export function knativeHpa(revision: PodAutoscaler, config: AutoscalerConfig): HpaSpec {
  const { min, max } = scaleBounds(revision, config);
  const target = floatSetting(revision.annotations, ANNOTATION.target);
  const windowMs = durationMsSetting(revision.annotations, ANNOTATION.window);
  const window = windowMs === undefined ? undefined : { stabilizationWindowSeconds: Math.trunc(windowMs / 1000) };
  const classified = { ...revision, annotations: { ...revision.annotations, [ANNOTATION.class[0]]: HPA_CLASS } };
  return {
    minReplicas: min > 0 ? min : 1,
    maxReplicas: max === 0 ? INT32_MAX : max,
    ...(target === undefined ? {} : { metrics: [metricOf(scalingMetric(classified), target)] }),
    ...(window === undefined ? {} : { behavior: { scaleUp: window, scaleDown: window } }),
  };
}

function metricOf(name: string, target: number): MetricSpec {
  if (name === 'cpu')
    return { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization: Math.ceil(target) } } };
  const averageValue = String(Math.trunc(target));
  if (name === 'memory')
    return { type: 'Resource', resource: { name, target: { type: 'AverageValue', averageValue: `${averageValue}Mi` } } };
  return { type: 'Pods', pods: { metric: { name }, target: { type: 'AverageValue', averageValue } } };
}
