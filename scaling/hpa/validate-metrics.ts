import { parseQuantity, type Quantity } from '../../contract/quantity';
import { ignored, rejected, type Problem } from '../problem';
import type { HpaSpec, MetricIdentifier, MetricSpec, MetricTarget } from './types';

/** spec.metrics[].type, with the field that must then hold the source. */
const SOURCES = {
  Resource: 'resource',
  ContainerResource: 'containerResource',
  Pods: 'pods',
  Object: 'object',
  External: 'external',
} as const;
type SourceField = (typeof SOURCES)[keyof typeof SOURCES];

/** spec.metrics[].*.target.type, with the field that then holds the amount. */
const AMOUNTS = { Utilization: 'averageUtilization', Value: 'value', AverageValue: 'averageValue' } as const;
const CONTAINER_RESOURCE = /^(cpu|memory|ephemeral-storage|hugepages-.+|.+\/.+)$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Follows apimachinery pkg/api/validation/path/name.go, IsValidPathSegmentName. */
export function pathSegmentProblem(name: string): string | undefined {
  if (name === '.' || name === '..') return `may not be "${name}"`;
  const forbidden = ['/', '%'].find((character) => name.includes(character));
  return forbidden === undefined ? undefined : `may not contain "${forbidden}"`;
}

/** Follows pkg/apis/autoscaling/validation/validation.go, validateMetrics, v1.34. */
export function validateMetrics({ metrics = [], minReplicas }: HpaSpec): Problem[] {
  const problems = metrics.flatMap((metric, index) => validateMetric(`spec.metrics[${index}]`, metric));
  if (minReplicas === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External')) {
    problems.push(
      rejected('spec.metrics', 'must have an Object or External metric to scale to zero: without pods no other metric exists'),
    );
  }
  return problems;
}

function isSourceType(type: string): type is keyof typeof SOURCES {
  return type in SOURCES;
}

function validateMetric(path: string, metric: MetricSpec): Problem[] {
  const { type } = metric;
  if (!isSourceType(type)) return [rejected(`${path}.type`, `is "${type}"; must be one of ${Object.keys(SOURCES).join(', ')}`)];
  const expected = SOURCES[type];
  const others = Object.values(SOURCES).filter((field) => field !== expected && metric[field] !== undefined);
  const problems = others.map((field) => rejected(`${path}.${field}`, `does not go with type ${type}; only ${expected} does`));
  return [...problems, ...validateSource(`${path}.${expected}`, expected, metric)];
}

function validateSource(path: string, field: SourceField, metric: MetricSpec): Problem[] {
  switch (field) {
    case 'resource':
      return metric.resource ? validateResource(path, metric.resource) : missing(path);
    case 'containerResource':
      return metric.containerResource ? validateContainer(path, metric.containerResource) : missing(path);
    case 'pods':
      return metric.pods ? validatePods(path, metric.pods) : missing(path);
    case 'object':
      return metric.object ? validateObject(path, metric.object) : missing(path);
    case 'external':
      return metric.external ? validateExternal(path, metric.external) : missing(path);
  }
}

function missing(path: string): Problem[] {
  return [rejected(path, 'is required for this type of metric')];
}

function validateResource(path: string, { name, target }: NonNullable<MetricSpec['resource']>): Problem[] {
  const problems = name === '' ? [rejected(`${path}.name`, 'is required: a resource such as cpu')] : [];
  problems.push(...validateTarget(`${path}.target`, target));
  if (target.averageUtilization === undefined && target.averageValue === undefined) {
    problems.push(rejected(`${path}.target.averageUtilization`, 'or averageValue is required'));
  } else if (target.averageUtilization !== undefined && target.averageValue !== undefined) {
    problems.push(rejected(`${path}.target.averageValue`, 'may not be set together with averageUtilization'));
  }
  if (target.value !== undefined) problems.push(unusedValue(`${path}.target`));
  return [...problems, ...unreadType(path, target)];
}

function validateContainer(path: string, source: NonNullable<MetricSpec['containerResource']>): Problem[] {
  const problems = validateResource(path, source);
  if (source.name !== '' && !CONTAINER_RESOURCE.test(source.name)) {
    problems.push(rejected(`${path}.name`, `is "${source.name}", which is not a resource of containers`));
  }
  if (!DNS_LABEL.test(source.container)) {
    problems.push(rejected(`${path}.container`, `is "${source.container}"; must be the name of a container`));
  }
  return problems;
}

function validatePods(path: string, { metric, target }: NonNullable<MetricSpec['pods']>): Problem[] {
  const problems = [...validateIdentifier(`${path}.metric`, metric), ...validateTarget(`${path}.target`, target)];
  if (target.averageValue === undefined) problems.push(rejected(`${path}.target.averageValue`, 'is required'));
  if (target.value !== undefined) problems.push(unusedValue(`${path}.target`));
  return [...problems, ...unreadType(path, target)];
}

function validateObject(path: string, { metric, target, describedObject }: NonNullable<MetricSpec['object']>): Problem[] {
  const problems = [...validateIdentifier(`${path}.metric`, metric), ...validateTarget(`${path}.target`, target)];
  for (const key of ['kind', 'name'] as const) {
    const problem = describedObject[key] === '' ? 'is required' : pathSegmentProblem(describedObject[key]);
    if (problem !== undefined) problems.push(rejected(`${path}.describedObject.${key}`, problem));
  }
  if (target.value === undefined && target.averageValue === undefined) {
    problems.push(rejected(`${path}.target.averageValue`, 'or value is required'));
  } else if (target[target.type === 'Value' ? 'value' : 'averageValue'] === undefined || target.type === 'Utilization') {
    const message = `is ${target.type}, but the amount is set for another type: the API server accepts that and the metric then always fails`;
    problems.push(ignored(`${path}.target.type`, message));
  }
  return problems;
}

function validateExternal(path: string, { metric, target }: NonNullable<MetricSpec['external']>): Problem[] {
  const problems = [...validateIdentifier(`${path}.metric`, metric), ...validateTarget(`${path}.target`, target)];
  if (target.value === undefined && target.averageValue === undefined) {
    problems.push(rejected(`${path}.target.averageValue`, 'or value is required'));
  } else if (target.value !== undefined && target.averageValue !== undefined) {
    problems.push(rejected(`${path}.target.value`, 'may not be set together with averageValue'));
  }
  return [...problems, ...unreadType(path, target)];
}

/**
 * The controller looks at the amounts of every metric but Object, and never at the type.
 * Follows pkg/controller/podautoscaler/horizontal.go, computeStatusFor{Resource,Pods,External}Metric, v1.34.
 */
function unreadType(path: string, target: MetricTarget): Problem[] {
  const amounts = Object.values(AMOUNTS).filter((field) => target[field] !== undefined);
  const [amount] = amounts;
  if (amount === undefined || amounts.length > 1 || !(target.type in AMOUNTS)) return [];
  if (amount === AMOUNTS[target.type as keyof typeof AMOUNTS]) return [];
  return [ignored(`${path}.target.type`, `is ${target.type}, which is not read: ${amount} decides`)];
}

function unusedValue(path: string): Problem {
  return ignored(`${path}.value`, 'is not read for this type of metric');
}

function validateTarget(path: string, target: MetricTarget): Problem[] {
  const problems: Problem[] = [];
  if (!(target.type in AMOUNTS)) {
    problems.push(rejected(`${path}.type`, `is "${target.type}"; must be one of ${Object.keys(AMOUNTS).join(', ')}`));
  }
  problems.push(...validateAmount(`${path}.value`, target.value), ...validateAmount(`${path}.averageValue`, target.averageValue));
  const percent = target.averageUtilization;
  if (percent !== undefined && !(Number.isInteger(percent) && percent >= 1)) {
    problems.push(rejected(`${path}.averageUtilization`, `is ${percent}; must be an integer greater than 0`));
  }
  return problems;
}

function validateAmount(path: string, amount: Quantity | undefined): Problem[] {
  if (amount === undefined) return [];
  const parsed = parseQuantity(amount);
  if (parsed === undefined) return [rejected(path, `is "${amount}", which is not a quantity (write 500m, 2, 1Gi)`)];
  return parsed.unscaled > 0n ? [] : [rejected(path, `is ${amount}; must be positive`)];
}

function validateIdentifier(path: string, { name }: MetricIdentifier): Problem[] {
  const problem = name === '' ? 'is required' : pathSegmentProblem(name);
  return problem === undefined ? [] : [rejected(`${path}.name`, problem)];
}
