import type { HpaSettings } from '../../contract';
import { nearest } from '../../contract';
import { below, type Problem } from '../problem';
import { isPositiveQuantity, withoutRequest, type ScaledContainer } from './scale-target';

export type Metric = NonNullable<HpaSettings['metrics']>[number];
type MetricTarget = Extract<Metric, { type: 'Resource' }>['resource']['target'];
type TargetType = MetricTarget['type'];

const FIELD_OF: Readonly<Record<TargetType, 'averageUtilization' | 'averageValue' | 'value'>> = {
  Utilization: 'averageUtilization',
  AverageValue: 'averageValue',
  Value: 'value',
};

/** Target types that the controller reads for each kind of metric (pkg/controller/podautoscaler/horizontal.go, v1.34.4). */
const TARGETS_OF: Readonly<Record<Metric['type'], readonly TargetType[]>> = {
  Resource: ['Utilization', 'AverageValue'],
  ContainerResource: ['Utilization', 'AverageValue'],
  Pods: ['AverageValue'],
  Object: ['Value', 'AverageValue'],
  External: ['Value', 'AverageValue'],
};

/** What the API or the controller would reject, or read differently from how it is written, in one metric. */
export function metricProblems(metric: Metric, containers: readonly ScaledContainer[]): Problem[] {
  switch (metric.type) {
    case 'Resource':
      return below('resource', [
        ...targetProblems(metric.type, metric.resource.target),
        ...requestProblems(metric.resource.name, metric.resource.target, containers),
      ]);
    case 'ContainerResource':
      return below('containerResource', containerProblems(metric.containerResource, containers));
    case 'Pods':
      return below('pods', [...nameProblems(metric.pods.metric.name), ...targetProblems(metric.type, metric.pods.target)]);
    case 'Object':
      return below('object', [...nameProblems(metric.object.metric.name), ...targetProblems(metric.type, metric.object.target)]);
    case 'External':
      return below('external', [
        ...nameProblems(metric.external.metric.name),
        ...targetProblems(metric.type, metric.external.target),
      ]);
  }
}

function targetProblems(metricType: Metric['type'], target: MetricTarget): Problem[] {
  const allowed = TARGETS_OF[metricType];
  if (!allowed.includes(target.type))
    return [
      {
        field: 'target.type',
        problem: `${target.type} is not read for a ${metricType} metric`,
        fix: `Use ${allowed.join(' or ')}.`,
      },
    ];
  const wanted = FIELD_OF[target.type];
  const problems: Problem[] = [];
  if (target[wanted] === undefined)
    problems.push({ field: `target.${wanted}`, problem: `is missing, and target.type is ${target.type}` });
  for (const field of Object.values(FIELD_OF)) {
    const value = target[field];
    if (value === undefined) continue;
    if (field !== wanted)
      problems.push({
        field: `target.${field}`,
        problem: `${value} is set beside target.type ${target.type}, which reads ${wanted}`,
      });
    else if (typeof value === 'number' ? value < 1 : !isPositiveQuantity(value))
      problems.push({ field: `target.${field}`, problem: `${value} is not above 0` });
  }
  return problems;
}

function requestProblems(resource: string, target: MetricTarget, containers: readonly ScaledContainer[]): Problem[] {
  if (target.type !== 'Utilization') return [];
  return withoutRequest(containers, resource).map((name) => ({
    field: 'target.averageUtilization',
    problem: `${target.averageUtilization ?? 'unset'} % has no base: container ${name} requests no ${resource}`,
    fix: `Set resources.requests.${resource}, or use AverageValue.`,
  }));
}

function containerProblems(
  metric: Extract<Metric, { type: 'ContainerResource' }>['containerResource'],
  containers: readonly ScaledContainer[],
): Problem[] {
  const problems = targetProblems('ContainerResource', metric.target);
  const watched = containers.filter(({ name }) => name === metric.container);
  if (watched.length === 0) {
    const names = containers.map(({ name }) => name);
    const fix = `Use ${nearest(metric.container, names) ?? names.join(' or ')}.`;
    return [...problems, { field: 'container', problem: `${metric.container} is no container of the pods`, fix }];
  }
  return [...problems, ...requestProblems(metric.name, metric.target, watched)];
}

function nameProblems(name: string): Problem[] {
  return name === '' || name === '.' || name === '..' || /[/%]/.test(name)
    ? [{ field: 'metric.name', problem: `"${name}" is no metric name: it may not be empty or hold / or %` }]
    : [];
}
