import { type Problem, rejected } from '../problem';
import type { TriggerContext } from './metadata';
import { parseTrigger } from './triggers';
import type { Trigger } from './types';

const NEVER_CACHED = ['cpu', 'memory', 'cron'];

/**
 * What is wrong with the triggers of a ScaledObject or ScaledJob.
 * Follows KEDA 8b4f083, apis/keda/v1alpha1/scaletriggers_types.go, ValidateTriggers, and what each scaler refuses when it starts.
 */
export function triggerProblems(
  triggers: readonly Trigger[],
  context: TriggerContext | undefined,
  use: 'alone' | 'in-formula',
): Problem[] {
  if (triggers.length === 0) return [rejected('spec.triggers', 'no triggers are defined: there is nothing to scale on')];
  const seen = new Set<string>();
  return triggers.flatMap((trigger, index) => {
    const path = `spec.triggers[${index}]`;
    const problems = [...parseTrigger(trigger, index, path, context, use).problems];
    if (trigger.useCachedMetrics === true && NEVER_CACHED.includes(trigger.type)) {
      problems.push(rejected(`${path}.useCachedMetrics`, `is not supported for a ${trigger.type} trigger`));
    }
    const { name = '' } = trigger;
    if (seen.has(name))
      problems.push(rejected(`${path}.name`, `${name} is the name of an earlier trigger; names must be unique`));
    if (name !== '') seen.add(name);
    return problems;
  });
}

/** A number that the schema of the CRD bounds from below. */
export function atLeast(path: string, value: number | undefined, least: number): Problem[] {
  if (value === undefined || (Number.isInteger(value) && value >= least)) return [];
  return [rejected(path, `must be a whole number of at least ${least}, was ${value}`)];
}

/** A text that the schema of the CRD restricts to a list. */
export function oneOf(path: string, value: string | undefined, choices: readonly string[]): Problem[] {
  return value === undefined || choices.includes(value)
    ? []
    : [rejected(path, `must be one of ${choices.join(', ')}, was ${value}`)];
}
