import type { HpaSpec, MetricSpec } from '../../hpa';
import { DEFAULT_CPU_UTILIZATION } from '../constants';
import type { Child, Extensions, ObjectMeta, ScalingMetric } from '../types';

/**
 * The HPA of class hpa, as the controller sends it. With an empty list of metrics the API server fills in CPU 80 %, with an empty
 * behavior its default policies. Follows reconcilers/hpa/hpa_reconciler.go, createHPA and getHPAMetrics, KServe v0.20.0.
 */
export function hpaSpecOf(name: string, extensions: Extensions): HpaSpec {
  const minReplicas = Math.max(extensions.minReplicas ?? 1, 1);
  return {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    minReplicas,
    maxReplicas: Math.max(extensions.maxReplicas ?? 0, minReplicas),
    metrics: metricsOf(extensions),
    behavior: {},
  };
}

export function hpaOf(metadata: ObjectMeta, extensions: Extensions): Child {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata,
    spec: { ...hpaSpecOf(metadata.name, extensions) },
  };
}

function metricsOf({ autoScaling, scaleMetric = 'cpu', scaleTarget }: Extensions): MetricSpec[] {
  // The block counts as soon as it is there, even without metrics.
  if (autoScaling !== undefined) return (autoScaling.metrics ?? []).flatMap((metric) => keptMetric(metric) ?? []);
  if (scaleMetric === 'cpu') return [utilization('cpu', scaleTarget ?? DEFAULT_CPU_UTILIZATION)];
  return scaleMetric === 'memory' && scaleTarget !== undefined ? [utilization('memory', scaleTarget)] : [];
}

function utilization(name: string, averageUtilization: number | undefined): MetricSpec {
  return { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } };
}

/** The metric of the HPA for one entry of `autoScaling.metrics`; undefined when it is dropped. */
export function keptMetric({ resource }: ScalingMetric): MetricSpec | undefined {
  if (resource === undefined) return undefined;
  const { name, target } = resource;
  if (name === 'cpu') return utilization(name, target.averageUtilization ?? DEFAULT_CPU_UTILIZATION);
  if (name !== 'memory') return undefined;
  if (target.type === 'Utilization') return utilization(name, target.averageUtilization);
  const { averageValue } = target;
  if (target.type === 'AverageValue')
    return { type: 'Resource', resource: { name, target: { type: 'AverageValue', averageValue } } };
  return { type: 'Resource', resource: { name, target: { type: '' } } };
}
