import { DEFAULT_CPU_UTILIZATION } from '../constants';
import type { KserveSettings } from '../settings';
import type { Child, Extensions, MetricTarget, ObjectMeta, ScalingMetric } from '../types';

/** `opentelemetryCollector.metricScalerEndpoint` as shipped. */
const OTEL_SCALER = 'keda-otel-scaler.keda.svc:4318';

/**
 * The ScaledObject of class keda. Of `behavior` only the stabilization windows are read.
 * Follows reconcilers/keda/keda_reconciler.go, createKedaScaledObject and getKedaMetrics, KServe v0.20.0.
 */
export function scaledObjectOf(metadata: ObjectMeta, extensions: Extensions, { kedaWindows }: KserveSettings): Child {
  const { minReplicas = 1, maxReplicas = 0, autoScaling } = extensions;
  const { scaleUp, scaleDown } = autoScaling?.behavior ?? {};
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata,
    spec: {
      scaleTargetRef: { name: metadata.name },
      minReplicaCount: minReplicas,
      maxReplicaCount: Math.max(maxReplicas, minReplicas),
      triggers: (autoScaling?.metrics ?? []).map((metric) => triggerOf(metric, metadata)),
      advanced: {
        horizontalPodAutoscalerConfig: {
          behavior: {
            scaleDown: { stabilizationWindowSeconds: scaleDown?.stabilizationWindowSeconds ?? kedaWindows.scaleDownSeconds },
            scaleUp: { stabilizationWindowSeconds: scaleUp?.stabilizationWindowSeconds ?? kedaWindows.scaleUpSeconds },
          },
        },
      },
    },
  };
}

function triggerOf({ type, resource, external, podmetric }: ScalingMetric, { name, namespace }: ObjectMeta): object {
  if (type === 'Resource' && resource !== undefined)
    return {
      type: resource.name,
      metricType: resource.target.type,
      metadata: { value: resourceValue(resource.name, resource.target) },
    };
  if (type === 'External' && external !== undefined) {
    const { metric, authenticationRef, target } = external;
    return {
      type: metric.backend ?? '',
      metadata: {
        serverAddress: metric.serverAddress ?? '',
        query: metric.query ?? '',
        threshold: String(target.value ?? 0),
        ...(metric.backend === 'prometheus' && metric.namespace !== undefined ? { namespace: metric.namespace } : {}),
        ...(authenticationRef?.authModes === undefined ? {} : { authModes: authenticationRef.authModes }),
      },
      ...(authenticationRef === undefined ? {} : { authenticationRef: { name: authenticationRef.authenticationRef.name } }),
    };
  }
  const metric = podmetric?.metric ?? {};
  return {
    type: 'external',
    metadata: {
      metricQuery: `sum(${metric.query ?? ''}{namespace="${namespace ?? ''}", deployment="${name}"})`,
      targetValue: String(podmetric?.target.value ?? 0),
      scalerAddress: metric.serverAddress ?? OTEL_SCALER,
      ...(metric.operationOverTime === undefined ? {} : { operationOverTime: metric.operationOverTime }),
    },
  };
}

function resourceValue(resource: string, { type, averageUtilization, averageValue, value }: MetricTarget): string {
  if (type === 'AverageValue') return String(averageValue ?? 0);
  if (type === 'Value') return String(value ?? 0);
  return String(averageUtilization ?? (resource === 'cpu' ? DEFAULT_CPU_UTILIZATION : 0));
}
