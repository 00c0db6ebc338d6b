import { nearest, type KedaSettings } from '../../contract';
import type { Problem } from '../problem';
import { CHECKED_TRIGGERS, TRIGGER_TYPES, type TriggerMetadata } from './keda-triggers';
import { isPositiveQuantity, withoutRequest, type ScaledContainer } from './scale-target';

export type Trigger = KedaSettings['triggers'][number];

/** Triggers that KEDA hands to the HPA as resource metrics instead of asking a scaler. */
export function isResourceTrigger(trigger: Pick<Trigger, 'type'>): boolean {
  return trigger.type === 'cpu' || trigger.type === 'memory';
}

/** What KEDA would reject or ignore in one trigger, whatever stands around it. */
export function triggerProblems(trigger: Trigger, containers: readonly ScaledContainer[]): Problem[] {
  if (!TRIGGER_TYPES.includes(trigger.type)) {
    const meant = nearest(trigger.type, TRIGGER_TYPES);
    const fix = meant === undefined ? `The lab checks ${Object.keys(CHECKED_TRIGGERS).join(', ')}.` : `Did you mean ${meant}?`;
    return [{ field: 'type', problem: `${trigger.type} is no trigger type of KEDA`, fix }];
  }
  const problems = isResourceTrigger(trigger) ? resourceProblems(trigger, containers) : externalProblems(trigger);
  const known = CHECKED_TRIGGERS[trigger.type];
  return known === undefined ? problems : [...problems, ...metadataProblems(trigger, known)];
}

function metadataProblems({ type, metadata }: Trigger, known: TriggerMetadata): Problem[] {
  const problems: Problem[] = [];
  const fromEnv = known.fromEnv.map((key) => `${key}FromEnv`);
  const keys = [...known.required.flatMap((key) => key.split('|')), ...known.optional, ...fromEnv];
  for (const key of Object.keys(metadata).filter((one) => !keys.includes(one))) {
    const meant = nearest(key, keys);
    const fix = meant === undefined ? `Known: ${keys.join(', ')}.` : `Did you mean ${meant}?`;
    problems.push({ field: `metadata.${key}`, problem: `is ignored by the ${type} trigger`, fix });
  }
  for (const wanted of known.required) {
    const choices = wanted.split('|');
    if (!choices.some((key) => (metadata[key] ?? metadata[`${key}FromEnv`] ?? '') !== ''))
      problems.push({ field: `metadata.${choices[0] ?? ''}`, problem: `is missing, and the ${type} trigger needs it` });
  }
  return [...problems, ...thresholdProblems(metadata, known)];
}

function thresholdProblems(metadata: Trigger['metadata'], { threshold, activation }: TriggerMetadata): Problem[] {
  if (threshold === undefined) return [];
  const problems: Problem[] = [];
  const written = metadata[threshold.key];
  const target = written === undefined ? threshold.default : Number(written);
  if (written !== undefined && !(Number(written) > 0))
    problems.push({ field: `metadata.${threshold.key}`, problem: `"${written}" is not a number above 0` });
  const activationText = activation === undefined ? undefined : metadata[activation];
  if (activationText === undefined) return problems;
  const level = Number(activationText);
  if (Number.isNaN(level) || activationText.trim() === '')
    problems.push({ field: `metadata.${activation ?? ''}`, problem: `"${activationText}" is not a number` });
  else if (target !== undefined && level > target)
    problems.push({
      field: `metadata.${activation ?? ''}`,
      problem: `${level} is above ${threshold.key} ${target}: work for more than one pod would wait with no pod at all`,
    });
  return problems;
}

function externalProblems({ metricType }: Trigger): Problem[] {
  return metricType === 'Utilization'
    ? [{ field: 'metricType', problem: 'Utilization is for cpu and memory triggers only', fix: 'Use AverageValue or Value.' }]
    : [];
}

function resourceProblems(trigger: Trigger, containers: readonly ScaledContainer[]): Problem[] {
  const { type, metricType, metadata } = trigger;
  const problems: Problem[] = [];
  if (metricType !== 'Utilization' && metricType !== 'AverageValue')
    problems.push({
      field: 'metricType',
      problem: `${metricType ?? 'unset'} is refused for a ${type} trigger`,
      fix: 'Use Utilization or AverageValue.',
    });
  const value = metadata['value'];
  if (value !== undefined && !(metricType === 'Utilization' ? /^[1-9]\d*$/.test(value) : isPositiveQuantity(value)))
    problems.push({ field: 'metadata.value', problem: `"${value}" is not above 0` });
  const containerName = metadata['containerName'];
  const watched = containerName === undefined ? containers : containers.filter(({ name }) => name === containerName);
  if (containerName !== undefined && watched.length === 0)
    problems.push({ field: 'metadata.containerName', problem: `${containerName} is no container of the pods` });
  for (const name of withoutRequest(watched, type))
    problems.push({ field: 'metadata.value', problem: `has no base: container ${name} requests no ${type}` });
  return problems;
}
