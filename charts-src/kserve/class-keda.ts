import type { KedaSettings } from '../../contract';
import { kedaProblems } from '../autoscaling/keda-problems';
import type { ScaledContainer } from '../autoscaling/scale-target';
import type { Problem } from '../problem';

type Trigger = KedaSettings['triggers'][number];
type Behavior = NonNullable<NonNullable<KedaSettings['advanced']>['horizontalPodAutoscalerConfig']>['behavior'];

/** KEDA's own defaults (apis/keda/v1alpha1/scaledobject_types.go, v2.21.0); KServe's are 1 and the minimum. */
const DEFAULT_MIN = 0;
const DEFAULT_MAX = 100;

/**
 * A ScaledObject's settings in the words of KServe's class keda, which makes the ScaledObject.
 * Follows reconcilers/keda/keda_reconciler.go, createKedaScaledObject and getKedaMetrics, KServe v0.20.0.
 */
export function classKedaScale({ minReplicaCount, maxReplicaCount, triggers, advanced }: KedaSettings): Record<string, unknown> {
  const windows = windowsOf(advanced?.horizontalPodAutoscalerConfig?.behavior);
  return {
    minReplicas: minReplicaCount ?? DEFAULT_MIN,
    maxReplicas: maxReplicaCount ?? DEFAULT_MAX,
    autoScaling: { metrics: triggers.map(metricOf), ...(windows === undefined ? {} : { behavior: windows }) },
  };
}

function windowsOf(behavior: Behavior): Record<string, unknown> | undefined {
  const directions = (['scaleUp', 'scaleDown'] as const).flatMap((direction) => {
    const seconds = behavior?.[direction]?.stabilizationWindowSeconds;
    return seconds === undefined ? [] : [[direction, { stabilizationWindowSeconds: seconds }] as const];
  });
  return directions.length === 0 ? undefined : Object.fromEntries(directions);
}

function metricOf({ type, metricType, metadata }: Trigger): Record<string, unknown> {
  if (type !== 'prometheus') {
    const value = metadata['value'] ?? '';
    const target = metricType === 'Utilization' ? { averageUtilization: Number(value) } : { averageValue: value };
    return { type: 'Resource', resource: { name: type, target: { type: metricType, ...target } } };
  }
  const { serverAddress, query, namespace, threshold } = metadata;
  return {
    type: 'External',
    external: {
      metric: { backend: 'prometheus', serverAddress, query, ...(namespace === undefined ? {} : { namespace }) },
      // The ScaledObject leaves metricType out, so that the value is one pod's share.
      target: { type: 'Value', value: threshold },
    },
  };
}

/** Triggers that become a metric, with the metadata that goes along. */
const CARRIED: Readonly<Record<string, readonly string[]>> = {
  prometheus: ['serverAddress', 'query', 'namespace', 'threshold'],
  cpu: ['value'],
  memory: ['value'],
};

/** What KEDA would refuse or ignore, and what KServe's class keda has no words for. */
export function classKedaProblems(
  spec: KedaSettings,
  containers: readonly ScaledContainer[],
  kubernetesMinor: number,
): Problem[] {
  const foreign = spec.triggers.flatMap(({ type }, index): Problem[] =>
    Object.hasOwn(CARRIED, type)
      ? []
      : [
          {
            field: `triggers[${index}].type`,
            problem: `${type} is none that KServe's class keda knows`,
            fix: `Use ${Object.keys(CARRIED).join(', ')}.`,
          },
        ],
  );
  const unsaid = unsaidFields(spec).map((field): Problem => ({
    field,
    problem: "is not passed on by KServe's class keda",
    fix: 'Leave it out.',
  }));
  const found = [...foreign, ...unsaid];
  const others = kedaProblems(spec, containers, kubernetesMinor);
  return [...found, ...others.filter(({ field }) => !found.some((one) => one.field === field))];
}

function unsaidFields({ triggers, advanced = {}, ...spec }: KedaSettings): string[] {
  const { horizontalPodAutoscalerConfig, ...otherAdvanced } = advanced;
  return [
    ...Object.keys(spec).filter((field) => !['minReplicaCount', 'maxReplicaCount'].includes(field)),
    ...Object.keys(otherAdvanced).map((field) => `advanced.${field}`),
    ...(['scaleUp', 'scaleDown'] as const).flatMap((direction) =>
      Object.keys(horizontalPodAutoscalerConfig?.behavior?.[direction] ?? {})
        .filter((field) => field !== 'stabilizationWindowSeconds')
        .map((field) => `advanced.horizontalPodAutoscalerConfig.behavior.${direction}.${field}`),
    ),
    ...triggers.flatMap((trigger, index) => unsaidOfTrigger(trigger).map((field) => `triggers[${index}].${field}`)),
  ];
}

function unsaidOfTrigger({ type, name, metricType, metadata }: Trigger): string[] {
  const carried = CARRIED[type];
  if (carried === undefined) return [];
  const isOtherType = type === 'prometheus' && metricType !== undefined && metricType !== 'AverageValue';
  return [
    ...(name === undefined ? [] : ['name']),
    ...(isOtherType ? ['metricType'] : []),
    ...Object.keys(metadata).flatMap((key) => (carried.includes(key) ? [] : [`metadata.${key}`])),
  ];
}
