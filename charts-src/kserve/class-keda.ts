import type { KedaSettings } from '../../contract';
import { hpaMaxReplicas, leastReplicas } from '../../scaling/keda';
import type { FieldSettings, Problem } from '../setting';

type Trigger = KedaSettings['triggers'][number];

/**
 * A ScaledObject's settings as fields of KServe's class keda, which makes the ScaledObject. Parts of the behavior that it
 * would ignore are passed on, so that lint names them.
 * Follows reconcilers/keda/keda_reconciler.go, createKedaScaledObject and getKedaMetrics, KServe v0.20.0.
 */
export function classKedaScale(settings: KedaSettings): {
  readonly predictor: Readonly<Record<string, unknown>>;
  readonly settings: FieldSettings;
} {
  const { triggers, advanced, ...bounds } = settings;
  const behavior = advanced?.horizontalPodAutoscalerConfig?.behavior;
  return {
    predictor: {
      // KEDA's defaults are not KServe's, so both bounds are written.
      minReplicas: leastReplicas(bounds),
      maxReplicas: hpaMaxReplicas(bounds),
      autoScaling: { metrics: triggers.map(metricOf), ...(behavior === undefined ? {} : { behavior }) },
    },
    settings: {
      'spec.predictor.minReplicas': 'autoscaling.keda.minReplicaCount',
      'spec.predictor.maxReplicas': 'autoscaling.keda.maxReplicaCount',
      'spec.predictor.autoScaling.metrics': 'autoscaling.keda.triggers',
      'spec.predictor.autoScaling.behavior': 'autoscaling.keda.advanced.horizontalPodAutoscalerConfig.behavior',
    },
  };
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
      // The ScaledObject leaves out metricType, so the value counts per pod.
      target: { type: 'Value', value: threshold },
    },
  };
}

/** Triggers that become a metric, with the metadata that is passed on. */
const CARRIED: Readonly<Record<string, readonly string[]>> = {
  prometheus: ['serverAddress', 'query', 'namespace', 'threshold'],
  cpu: ['value'],
  memory: ['value'],
};

/** Settings that KServe's class keda has no field for. */
export function classKedaProblems(spec: KedaSettings): Problem[] {
  const foreign = spec.triggers.flatMap(({ type }, index): Problem[] =>
    Object.hasOwn(CARRIED, type)
      ? []
      : [
          {
            field: `triggers[${index}].type`,
            problem: `${type} is not a trigger that KServe's class keda knows`,
            fix: `Use ${Object.keys(CARRIED).join(', ')}.`,
          },
        ],
  );
  const problem = "is not passed on by KServe's class keda";
  return [...foreign, ...unsaidFields(spec).map((field) => ({ field, problem, fix: 'Leave it out.' }))];
}

function unsaidFields({ triggers, advanced = {}, ...spec }: KedaSettings): string[] {
  return [
    ...Object.keys(spec).filter((field) => !['minReplicaCount', 'maxReplicaCount'].includes(field)),
    ...Object.keys(advanced).flatMap((field) => (field === 'horizontalPodAutoscalerConfig' ? [] : [`advanced.${field}`])),
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
