import { validMetricFound } from './conditions';
import { milliValue, type Quantity } from '../../contract/quantity';
import type { Condition, MetricIdentifier, MetricSpec, MetricTarget } from './types';

/** How a replica count follows from a metric. */
export type MetricKind =
  | 'ResourceUtilization'
  | 'ResourceAverageValue'
  | 'PodsAverageValue'
  | 'ObjectValue'
  | 'ObjectAverageValue'
  | 'ExternalValue'
  | 'ExternalAverageValue'
  | 'Invalid';

/** One entry of spec.metrics, read once so that a sync does no parsing. */
export interface Metric {
  readonly kind: MetricKind;
  /** Resource or metric name; for an invalid metric, why it can never be read. */
  readonly resource: string;
  /** Only for ContainerResource, else empty. */
  readonly container: string;
  /** Percent for ResourceUtilization, else milli-units. */
  readonly target: number;
  /** ScalingActive when this metric decides. */
  readonly found: Condition;
  /** How upstream names the metric in events. */
  readonly description: string;
  /** Reason of ScalingActive when this metric cannot be read. */
  readonly failureReason: string;
  /** Upstream's prefix of an error in the condition, and the prefix of both in the error that it returns. */
  readonly conditionPrefix: string;
  readonly errorPrefix: string;
}

type Texts = Pick<Metric, 'description' | 'failureReason' | 'conditionPrefix' | 'errorPrefix'>;

function metric(kind: MetricKind, resource: string, container: string, target: number, texts: Texts): Metric {
  return { kind, resource, container, target, found: validMetricFound(texts.description), ...texts };
}

function invalid(reason: string, failureReason: string, errorPrefix: string): Metric {
  return metric('Invalid', reason, '', 0, { description: '', failureReason, conditionPrefix: '', errorPrefix });
}

/** A quantity that validateHpa would have refused counts as not set. */
function milli(quantity: Quantity | undefined): number | undefined {
  return quantity === undefined ? undefined : milliValue(quantity);
}

/** Go prints a nil selector as `nil`. */
function withSelector({ name, selector }: MetricIdentifier): string {
  if (selector === undefined) return `external metric ${name}(nil)`;
  const labels = Object.entries(selector.matchLabels ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
  const map = labels.map(([key, value]) => `${key}: ${value},`).join('');
  return `external metric ${name}(&LabelSelector{MatchLabels:map[string]string{${map}},MatchExpressions:[]LabelSelectorRequirement{},})`;
}

/** Follows pkg/controller/podautoscaler/horizontal.go, computeStatusForResourceMetricGeneric, v1.34. */
function resourceMetric(resource: string, container: string, target: MetricTarget): Metric {
  const failureReason = container === '' ? 'FailedGetResourceMetric' : 'FailedGetContainerResourceMetric';
  const errorPrefix =
    container === ''
      ? `failed to get ${resource} resource metric value: `
      : `failed to get ${container} container metric value: `;
  const averageMilli = milli(target.averageValue);
  if (averageMilli !== undefined) {
    return metric('ResourceAverageValue', resource, container, averageMilli, {
      description: `${resource} resource`,
      failureReason,
      conditionPrefix: `failed to get ${resource} usage: `,
      errorPrefix,
    });
  }
  if (target.averageUtilization === undefined) {
    const problem =
      'invalid resource metric source: neither an average utilization target nor an average value (usage) target was set';
    return invalid(problem, failureReason, errorPrefix);
  }
  return metric('ResourceUtilization', resource, container, target.averageUtilization, {
    description: `${resource} ${container === '' ? '' : 'container '}resource utilization (percentage of request)`,
    failureReason,
    conditionPrefix: `failed to get ${resource} utilization: `,
    errorPrefix,
  });
}

/** Follows pkg/controller/podautoscaler/horizontal.go, computeStatusForPodsMetric, v1.34. */
function podsMetric({ metric: { name }, target }: NonNullable<MetricSpec['pods']>): Metric {
  const failureReason = 'FailedGetPodsMetric';
  const errorPrefix = 'failed to get pods metric value: ';
  const averageMilli = milli(target.averageValue);
  if (averageMilli === undefined)
    return invalid('invalid pods metric source: no average value target was set', failureReason, errorPrefix);
  const texts = { description: `pods metric ${name}`, failureReason, conditionPrefix: '', errorPrefix };
  return metric('PodsAverageValue', name, '', averageMilli, texts);
}

/** The target's type decides here. Follows pkg/controller/podautoscaler/horizontal.go, computeStatusForObjectMetric, v1.34. */
function objectMetric({ describedObject, metric: identifier, target }: NonNullable<MetricSpec['object']>): Metric {
  const failureReason = 'FailedGetObjectMetric';
  const errorPrefix = 'failed to get object metric value: ';
  const { name } = identifier;
  const valueMilli = milli(target.value);
  if (target.type === 'Value' && valueMilli !== undefined) {
    const texts = { description: `${describedObject.kind} metric ${name}`, failureReason, conditionPrefix: '', errorPrefix };
    return metric('ObjectValue', name, '', valueMilli, texts);
  }
  const averageMilli = milli(target.averageValue);
  if (target.type === 'AverageValue' && averageMilli !== undefined) {
    return metric('ObjectAverageValue', name, '', averageMilli, {
      description: withSelector(identifier),
      failureReason,
      conditionPrefix: '',
      errorPrefix: `${errorPrefix}failed to get ${name} object metric: `,
    });
  }
  const problem = 'invalid object metric source: neither a value target nor an average value target was set';
  return invalid(problem, failureReason, errorPrefix);
}

/** An average value wins here. Follows pkg/controller/podautoscaler/horizontal.go, computeStatusForExternalMetric, v1.34. */
function externalMetric({ metric: identifier, target }: NonNullable<MetricSpec['external']>): Metric {
  const failureReason = 'FailedGetExternalMetric';
  const { name } = identifier;
  const errorPrefix = `failed to get ${name} external metric value: `;
  const description = withSelector(identifier);
  const averageMilli = milli(target.averageValue);
  if (averageMilli !== undefined) {
    const inner = `${errorPrefix}failed to get ${name} external metric: `;
    return metric('ExternalAverageValue', name, '', averageMilli, {
      description,
      failureReason,
      conditionPrefix: '',
      errorPrefix: inner,
    });
  }
  const valueMilli = milli(target.value);
  if (valueMilli !== undefined) {
    const inner = `${errorPrefix}failed to get external metric ${name}: `;
    return metric('ExternalValue', name, '', valueMilli, { description, failureReason, conditionPrefix: '', errorPrefix: inner });
  }
  const problem = 'invalid external metric source: neither a value target nor an average value target was set';
  return invalid(problem, failureReason, errorPrefix);
}

/** Follows pkg/controller/podautoscaler/horizontal.go, computeReplicasForMetric, v1.34. */
export function readMetric(spec: MetricSpec): Metric {
  if (spec.type === 'Resource' && spec.resource) return resourceMetric(spec.resource.name, '', spec.resource.target);
  if (spec.type === 'ContainerResource' && spec.containerResource) {
    return resourceMetric(spec.containerResource.name, spec.containerResource.container, spec.containerResource.target);
  }
  if (spec.type === 'Pods' && spec.pods) return podsMetric(spec.pods);
  if (spec.type === 'Object' && spec.object) return objectMetric(spec.object);
  if (spec.type === 'External' && spec.external) return externalMetric(spec.external);
  return invalid(`unknown metric source type "${spec.type}"`, 'InvalidMetricSourceType', '');
}
