import { parseFloat64 } from '../go-values';
import { type Problem, ignored } from '../problem';
import type { TriggerContext } from './metadata';
import type { ScaledJob } from './types';
import { atLeast, oneOf, triggerProblems } from './validate-triggers';

/**
 * What the CRD's schema or KEDA's webhook rejects, and what KEDA takes but reads otherwise.
 * Follows KEDA 8b4f083, apis/keda/v1alpha1/scaledjob_webhook.go and scaledjob_types.go; scale_jobs.go, NewScalingStrategy.
 */
export function validateScaledJob({ spec }: ScaledJob, context?: TriggerContext): Problem[] {
  const strategy = spec.scalingStrategy ?? {};
  return [
    ...triggerProblems(spec.triggers, context, 'alone'),
    ...atLeast('spec.pollingInterval', spec.pollingInterval, 1),
    ...atLeast('spec.minReplicaCount', spec.minReplicaCount, 0),
    ...atLeast('spec.maxReplicaCount', spec.maxReplicaCount, 1),
    ...atLeast('spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit, 0),
    ...atLeast('spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit, 0),
    ...oneOf('spec.scalingStrategy.strategy', strategy.strategy, ['default', 'custom', 'accurate', 'eager']),
    ...oneOf('spec.scalingStrategy.multipleScalersCalculation', strategy.multipleScalersCalculation, [
      'min',
      'avg',
      'sum',
      'max',
    ]),
    ...withoutEffect({ spec }),
  ];
}

function withoutEffect({ spec }: Pick<ScaledJob, 'spec'>): Problem[] {
  const problems: Problem[] = [];
  const { minReplicaCount: min, maxReplicaCount: max, scalingStrategy: strategy } = spec;
  if (min !== undefined && max !== undefined && min > max) {
    problems.push(ignored('spec.minReplicaCount', `${min} is more than maxReplicaCount: ${max} is used`));
  }
  const percentage = strategy?.customScalingRunningJobPercentage ?? '';
  if (strategy?.strategy === 'custom' && parseFloat64(percentage) === undefined) {
    const message = `${JSON.stringify(percentage)} is not a number: the default strategy is used instead of custom`;
    problems.push(ignored('spec.scalingStrategy.customScalingRunningJobPercentage', message));
  }
  spec.triggers.forEach((trigger, index) => {
    if (trigger.metricType !== 'Value') return;
    problems.push(ignored(`spec.triggers[${index}].metricType`, 'with Value no job is ever created: a ScaledJob counts per job'));
  });
  return problems;
}
