import { milliValue } from '../../../contract/quantity';
import { ANNOTATION, AUTOSCALER_CLASSES } from '../constants';
import { firstOf, type Refusal } from './refusal';
import type { Extensions, MetricTarget, ScalingMetric } from '../types';

/**
 * The checks of the validating webhook on scaling, in its order: the first that fails is the answer.
 * Follows pkg/apis/serving/v1beta1/inference_service_validation.go, KServe v0.20.0.
 */
export function validateAutoscalerClass(annotations: Readonly<Record<string, string>>): Refusal {
  const value = annotations[ANNOTATION.class];
  if (value === undefined || AUTOSCALER_CLASSES.some((known) => known === value)) return undefined;
  return `[${value}] is not a supported autoscaler class type`;
}

/** validateAutoScalingCompExtension: in Standard mode only the class that is written down is checked. */
export function validateScaling(annotations: Readonly<Record<string, string>>, extensions: Extensions): Refusal {
  if (annotations[ANNOTATION.mode] === 'Standard') {
    if (annotations[ANNOTATION.class] === 'hpa') return validateForHpa(extensions);
    return annotations[ANNOTATION.class] === 'keda' ? validateForKeda(extensions) : undefined;
  }
  return annotations[ANNOTATION.knativeClass] === 'hpa.autoscaling.knative.dev'
    ? validateForHpa(extensions)
    : validateForKpa(extensions);
}

const OUT_OF_PERCENT = 'the target utilization percentage should be a [1-100] integer';

function validateForHpa({ scaleMetric = 'cpu', scaleTarget, autoScaling }: Extensions): Refusal {
  if (scaleMetric !== 'cpu' && scaleMetric !== 'memory') return `[${scaleMetric}] is not a supported metric`;
  if (scaleTarget !== undefined) {
    // 100 bounds memory as well: upstream's && binds closer than ||.
    if ((scaleMetric === 'cpu' && scaleTarget < 1) || scaleTarget > 100) return OUT_OF_PERCENT;
    if (scaleMetric === 'memory' && scaleTarget < 1) return 'the target memory should be greater than 1 MiB';
  }
  return firstOf(autoScaling?.metrics ?? [], ({ type, resource }) => {
    if (type !== 'Resource') return `invalid HPA metric source type with value [${type}],valid metric source types are Resource`;
    return resource === undefined ? 'metricSpec.Resource is not set for resource metric source type' : undefined;
  });
}

function validateForKpa({ deploymentStrategy, scaleMetric = 'concurrency', scaleTarget }: Extensions): Refusal {
  if (deploymentStrategy !== undefined) return 'customizing deploymentStrategy is only supported for raw deployment mode';
  if (scaleMetric !== 'concurrency' && scaleMetric !== 'rps') return `[${scaleMetric}] is not a supported metric`;
  if (scaleMetric === 'rps' && scaleTarget !== undefined && scaleTarget < 1) return 'the target for rps should be greater than 1';
  return undefined;
}

function validateForKeda({ scaleMetric, autoScaling }: Extensions): Refusal {
  if (scaleMetric !== undefined) return 'ScaleMetric is not supported for KEDA';
  return firstOf(autoScaling?.metrics ?? [], (metric) => {
    switch (metric.type) {
      case 'Resource':
        return validateKedaResource(metric.resource);
      case 'External':
        return validateKedaQuery('External', 'external', metric.external);
      case 'PodMetric':
        return validateKedaQuery('PodMetric', 'pod', metric.podmetric);
      default:
        return `unknown KEDA metric type with value [${metric.type}].Valid types are Resource,External,PodMetric`;
    }
  });
}

function validateKedaResource(resource: ScalingMetric['resource']): Refusal {
  if (resource === undefined) return 'metricSpec.Resource is not set for resource metric source type';
  const { name, target } = resource;
  if (name === 'cpu') {
    if (target.type !== 'Utilization') return 'the cpu target value type should be Utilization';
  } else if (name === 'memory') {
    if (target.type !== 'AverageValue' && target.type !== 'Utilization')
      return 'the memory target value type should be AverageValue or Utilization';
    if (target.type === 'AverageValue' && (milliValue(target.averageValue ?? 0) ?? 0) < 2 ** 20 * 1000)
      return 'the memory target value should be greater than 1 MiB';
  } else return `resource type ${name} is not supported`;
  return validateTarget(target);
}

function validateKedaQuery(
  field: string,
  kind: string,
  source: { readonly metric: { readonly query?: string }; readonly target: MetricTarget } | undefined,
): Refusal {
  if (source === undefined) return `metricSpec.${field} is not set for ${kind} metric source type`;
  if ((source.metric.query ?? '') === '') return 'the query should not be empty';
  if (source.target.value === undefined) return 'the target threshold value should not be empty';
  return validateTarget(source.target);
}

function validateTarget({ type, averageUtilization, averageValue, value }: MetricTarget): Refusal {
  if (type === 'Utilization') {
    if (averageUtilization === undefined) return 'the AverageUtilization type should be set';
    return averageUtilization < 1 || averageUtilization > 100 ? OUT_OF_PERCENT : undefined;
  }
  if (type === 'AverageValue' && averageValue === undefined) return 'the AverageValue type should be set';
  return type === 'Value' && value === undefined ? 'the Value type should be set' : undefined;
}
