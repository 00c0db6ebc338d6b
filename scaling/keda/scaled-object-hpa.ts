import type { HpaBehavior, HpaSpec, MetricSpec, MetricTarget } from '../hpa';
import { KEDA_ANNOTATION, overrides } from './annotations';
import { hpaMaxReplicas, hpaMinReplicas } from './defaults';
import { modifiersOf } from './modifiers';
import type { Scaler } from './scaler';
import type { ScaledObject } from './types';

/** Upstream: KEDA 8b4f083, apis/keda/v1alpha1/scaledobject_types.go, CompositeMetricName. */
export const COMPOSITE_METRIC = 'composite-metric';

export interface KedaHpa {
  readonly name: string;
  readonly spec: HpaSpec;
}

/**
 * The HorizontalPodAutoscaler that KEDA keeps for a ScaledObject.
 * Follows KEDA 8b4f083, controllers/keda/hpa.go, newHPAForScaledObject and getScaledObjectMetricSpecs.
 */
export function hpaFor(scaledObject: ScaledObject, scalers: readonly Scaler[]): KedaHpa {
  const { spec } = scaledObject;
  const { apiVersion, kind, name } = spec.scaleTargetRef;
  const behavior = behaviorOf(scaledObject);
  return {
    name: hpaName(scaledObject),
    spec: {
      scaleTargetRef: { apiVersion: apiVersion ?? 'apps/v1', kind: kind ?? 'Deployment', name },
      minReplicas: hpaMinReplicas(spec),
      maxReplicas: hpaMaxReplicas(spec),
      metrics: metricSpecs(scaledObject, scalers),
      ...(behavior === undefined ? {} : { behavior }),
    },
  };
}

/** Upstream: hpa.go, getHPAName. */
export function hpaName(scaledObject: ScaledObject): string {
  const own = scaledObject.spec.advanced?.horizontalPodAutoscalerConfig?.name ?? '';
  return own === '' ? `keda-hpa-${scaledObject.name}` : own;
}

/** Whether KEDA may take over an HPA of that name that is there already. Upstream: scaledobject_webhook.go, verifyHpas. */
export function takesOver(scaledObject: ScaledObject, nameOfHpa: string): boolean {
  return (
    scaledObject.annotations[KEDA_ANNOTATION.transferHpaOwnership] === 'true' &&
    scaledObject.spec.advanced?.horizontalPodAutoscalerConfig?.name === nameOfHpa
  );
}

function behaviorOf(scaledObject: ScaledObject): HpaBehavior | undefined {
  const { scaleInPaused, scaleOutPaused } = overrides(scaledObject.annotations);
  const behavior = scaledObject.spec.advanced?.horizontalPodAutoscalerConfig?.behavior;
  if (!scaleInPaused && !scaleOutPaused) return behavior;
  return {
    ...behavior,
    ...(scaleInPaused ? { scaleDown: { ...behavior?.scaleDown, selectPolicy: 'Disabled' } } : {}),
    ...(scaleOutPaused ? { scaleUp: { ...behavior?.scaleUp, selectPolicy: 'Disabled' } } : {}),
  };
}

function metricSpecs(scaledObject: ScaledObject, scalers: readonly Scaler[]): MetricSpec[] {
  const specs = scalers
    .map((scaler) => metricSpec(scaledObject, scaler))
    .sort((left, right) => (left.type < right.type ? -1 : left.type > right.type ? 1 : 0));
  const modifiers = modifiersOf(scaledObject.spec);
  if (modifiers === undefined || !(modifiers.target > 0)) return specs;
  // One metric computed from all triggers takes the place of theirs; CPU and memory of whole pods stay.
  const target = quantityTarget(modifiers.metricType, Math.trunc(modifiers.target * 1000));
  return [...specs.filter(({ resource }) => resource !== undefined), externalSpec(scaledObject, COMPOSITE_METRIC, target)];
}

function metricSpec(scaledObject: ScaledObject, scaler: Scaler): MetricSpec {
  const { source } = scaler;
  if (source.kind !== 'resource') {
    return externalSpec(scaledObject, scaler.metricName, quantityTarget(scaler.metricType, scaler.targetMilli));
  }
  const target: MetricTarget =
    scaler.metricType === 'Utilization'
      ? { type: 'Utilization', averageUtilization: Number(source.value) }
      : { type: 'AverageValue', averageValue: source.value };
  if (source.containerName === '') return { type: 'Resource', resource: { name: source.resource, target } };
  return { type: 'ContainerResource', containerResource: { name: source.resource, container: source.containerName, target } };
}

function externalSpec(scaledObject: ScaledObject, name: string, target: MetricTarget): MetricSpec {
  const selector = { matchLabels: { 'scaledobject.keda.sh/name': scaledObject.name } };
  return { type: 'External', external: { metric: { name, selector }, target } };
}

function quantityTarget(type: string, milli: number): MetricTarget {
  const quantity = milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
  return type === 'Value' ? { type, value: quantity } : { type: 'AverageValue', averageValue: quantity };
}
