import { parseFloat64, parseInt32 } from '../go-values';
import { type Problem, ignored, rejected } from '../problem';
import { KEDA_ANNOTATION } from './annotations';
import { hpaMaxReplicas, hpaMinReplicas, leastReplicas } from './defaults';
import { validFallback } from './fallback';
import { FormulaError, compileFormula, namesIn } from './formula';
import type { TriggerContext } from './metadata';
import { modifiersOf } from './modifiers';
import { hpaName } from './scaled-object-hpa';
import { isResourceTrigger } from './trigger-types';
import type { ScaledObject, ScaledObjectSpec } from './types';
import { cronProblems } from './validate-cron';
import { atLeast, oneOf, triggerProblems } from './validate-triggers';

/** Longest value of a Kubernetes label: the names become label values. */
const LONGEST_LABEL = 63;

/**
 * What the CRD's schema, KEDA's webhook or its controller rejects, and what they take but do not act on.
 * Follows KEDA 8b4f083, apis/keda/v1alpha1/scaledobject_webhook.go and scaledobject_types.go, as far as one object shows it: not
 * whether another ScaledObject or HPA owns the target.
 */
export function validateScaledObject(scaledObject: ScaledObject, context?: TriggerContext): Problem[] {
  return [
    ...nameProblems(scaledObject),
    ...numberProblems(scaledObject),
    ...replicaProblems(scaledObject),
    ...triggerProblems(
      scaledObject.spec.triggers,
      context,
      modifiersOf(scaledObject.spec) === undefined ? 'alone' : 'in-formula',
    ),
    ...onlyResourceProblems(scaledObject),
    ...fallbackProblems(scaledObject),
    ...modifierProblems(scaledObject),
    ...withoutEffect(scaledObject),
    ...cronProblems(scaledObject.spec),
  ];
}

function nameProblems(scaledObject: ScaledObject): Problem[] {
  const problems: Problem[] = [];
  const hpa = hpaName(scaledObject);
  if (scaledObject.spec.scaleTargetRef.name === '') problems.push(rejected('spec.scaleTargetRef.name', 'is missing'));
  if (scaledObject.name.length > LONGEST_LABEL) {
    problems.push(
      rejected('metadata.name', `is ${scaledObject.name.length} characters long, at most ${LONGEST_LABEL} are allowed`),
    );
  } else if (hpa.length > LONGEST_LABEL) {
    const fix = 'set spec.advanced.horizontalPodAutoscalerConfig.name to a shorter one';
    problems.push(rejected('metadata.name', `makes the HPA's name ${hpa} longer than ${LONGEST_LABEL} characters: ${fix}`));
  }
  return problems;
}

function numberProblems({ spec }: ScaledObject): Problem[] {
  return [
    ...atLeast('spec.pollingInterval', spec.pollingInterval, 1),
    ...atLeast('spec.initialCooldownPeriod', spec.initialCooldownPeriod, 0),
    ...atLeast('spec.cooldownPeriod', spec.cooldownPeriod, 0),
    ...atLeast('spec.idleReplicaCount', spec.idleReplicaCount, 0),
    ...atLeast('spec.minReplicaCount', spec.minReplicaCount, 0),
    ...atLeast('spec.maxReplicaCount', spec.maxReplicaCount, 1),
    ...atLeast('spec.fallback.failureThreshold', spec.fallback?.failureThreshold, 0),
    ...atLeast('spec.fallback.replicas', spec.fallback?.replicas, 0),
    ...oneOf('spec.fallback.behavior', spec.fallback?.behavior, [
      'static',
      'currentReplicas',
      'currentReplicasIfHigher',
      'currentReplicasIfLower',
      'scalingModifiers',
    ]),
  ];
}

/** Upstream: scaledobject_types.go, CheckReplicaCountBoundsAreValid: a minimum of 0 counts as the 1 that the HPA gets. */
function replicaProblems({ spec }: ScaledObject): Problem[] {
  const min = spec.minReplicaCount === undefined ? 0 : hpaMinReplicas(spec);
  const max = hpaMaxReplicas(spec);
  const problems: Problem[] = [];
  if (min > max) problems.push(rejected('spec.minReplicaCount', `${min} must not be more than maxReplicaCount, which is ${max}`));
  if (spec.idleReplicaCount !== undefined && spec.idleReplicaCount >= min) {
    const message = `${spec.idleReplicaCount} must be less than minReplicaCount, which is ${min}`;
    problems.push(rejected('spec.idleReplicaCount', message));
  }
  return problems;
}

function hasOnlyResourceTriggers({ spec }: ScaledObject): boolean {
  return spec.triggers.length > 0 && spec.triggers.every(isResourceTrigger);
}

/** Upstream: scaledobject_webhook.go, verifyCPUMemoryScalers. */
function onlyResourceProblems(scaledObject: ScaledObject): Problem[] {
  if (!hasOnlyResourceTriggers(scaledObject) || leastReplicas(scaledObject.spec) > 0) return [];
  const message = 'must be at least 1: with only cpu and memory triggers nothing would ever scale it up from zero';
  return [rejected('spec.minReplicaCount', message)];
}

/** Upstream: scaledobject_types.go, CheckFallbackValid; fallback.go, HasValidFallback. */
function fallbackProblems(scaledObject: ScaledObject): Problem[] {
  const { fallback } = scaledObject.spec;
  if (fallback === undefined) return [];
  const modifiers = modifiersOf(scaledObject.spec);
  if (modifiers === undefined && hasOnlyResourceTriggers(scaledObject)) {
    return [rejected('spec.fallback', 'needs at least one trigger that is not cpu or memory')];
  }
  if (fallback.behavior === 'scalingModifiers' && (modifiers?.formula ?? '') === '') {
    return [rejected('spec.fallback.behavior', 'scalingModifiers requires spec.advanced.scalingModifiers.formula')];
  }
  if (
    modifiers !== undefined &&
    fallback.failureThreshold >= 0 &&
    fallback.replicas >= 0 &&
    validFallback(scaledObject) === undefined
  ) {
    return [ignored('spec.fallback', 'has no effect: with scalingModifiers KEDA wants a target that is a whole number above 0')];
  }
  return [];
}

/** Upstream: scaledobject_webhook.go, ValidateAndCompileScalingModifiers. */
function modifierProblems({ spec }: ScaledObject): Problem[] {
  const modifiers = modifiersOf(spec);
  if (modifiers === undefined) return [];
  const path = 'spec.advanced.scalingModifiers';
  const { target = '', activationTarget = '', metricType } = spec.advanced?.scalingModifiers ?? {};
  const problems: Problem[] = [
    ...oneOf(`${path}.metricType`, metricType === '' ? undefined : metricType, ['AverageValue', 'Value']),
  ];
  const read = parseFloat64(target);
  if (target === '') problems.push(rejected(`${path}.target`, 'is missing: a formula needs a target'));
  else if (read === undefined || read <= 0) problems.push(rejected(`${path}.target`, `${target} is not a number above 0`));
  if (activationTarget !== '' && parseFloat64(activationTarget) === undefined) {
    problems.push(rejected(`${path}.activationTarget`, `${activationTarget} is not a number: KEDA would never scale`));
  }
  if (modifiers.formula === '') return [...problems, rejected(`${path}.formula`, 'is missing')];
  const names = spec.triggers
    .filter((trigger) => !isResourceTrigger(trigger))
    .flatMap(({ name = '' }) => (name === '' ? [] : [name]));
  // A formula that cannot be read does not tell which triggers it leaves out.
  let inFormula: readonly string[] = names;
  try {
    compileFormula(modifiers.formula, names);
    inFormula = namesIn(modifiers.formula);
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    problems.push(rejected(`${path}.formula`, `${error.message} (column ${error.column})`));
  }
  return [...problems, ...unreadTriggers(spec.triggers, inFormula)];
}

/**
 * With a formula only its result counts: triggers that it does not name, and activation values of single triggers, have no effect.
 * Upstream: pkg/scaling/scale_handler.go, GetScaledObjectMetrics and getScaledObjectState; pkg/scaling/modifiers.
 */
function unreadTriggers(triggers: ScaledObjectSpec['triggers'], inFormula: readonly string[]): Problem[] {
  return triggers.flatMap((trigger, index): Problem[] => {
    const path = `spec.triggers[${index}]`;
    const { name = '' } = trigger;
    if (isResourceTrigger(trigger)) return [];
    if (name === '') return [ignored(path, 'has no name, so the formula cannot use it and its metric is dropped')];
    if (!inFormula.includes(name)) return [ignored(`${path}.name`, `${name} is not in the formula, so the metric is dropped`)];
    return activationsOf(trigger).map((key) =>
      ignored(`${path}.metadata.${key}`, 'is not read beside a formula: use advanced.scalingModifiers.activationTarget'),
    );
  });
}

/** Keys that hold the activation threshold of a trigger. */
function activationsOf({ metadata }: ScaledObjectSpec['triggers'][number]): string[] {
  return Object.keys(metadata).filter((key) => /^activation[A-Z]/.test(key));
}

/** Upstream: scaledobject_webhook.go, verifyScaledObjects, the warnings; and annotations that KEDA reads otherwise than written. */
function withoutEffect({ spec, annotations }: ScaledObject): Problem[] {
  const problems: Problem[] = [];
  const hpaDoesAll = leastReplicas(spec) > 0 && spec.idleReplicaCount === undefined;
  const cached = spec.triggers.some(({ useCachedMetrics }) => useCachedMetrics === true);
  const hasFormula = modifiersOf(spec) !== undefined;
  if (spec.pollingInterval !== undefined && hpaDoesAll && !cached && !hasFormula) {
    const when = 'minReplicaCount is 0, idleReplicaCount is set, or a trigger uses useCachedMetrics';
    problems.push(ignored('spec.pollingInterval', `has no effect: it matters only when ${when}`));
  }
  if (spec.cooldownPeriod !== undefined && hpaDoesAll) {
    const message = 'has no effect: it matters only when minReplicaCount is 0 or idleReplicaCount is set';
    problems.push(ignored('spec.cooldownPeriod', message));
  }
  problems.push(...(hpaDoesAll ? waysToZero(spec) : []), ...idleProblems(spec));
  const replicas = annotations[KEDA_ANNOTATION.pausedReplicas];
  if (replicas !== undefined && typeof parseInt32(replicas) === 'string') {
    problems.push(ignored(KEDA_ANNOTATION.pausedReplicas, `${replicas} is not a number: the target is paused where it is`));
  }
  return problems;
}

/** Settings that matter only on the way to or from zero pods. Upstream: pkg/scaling/executor/scale_scaledobjects.go, RequestScale. */
function waysToZero({ initialCooldownPeriod, minReplicaCount = 0, triggers }: ScaledObjectSpec): Problem[] {
  const because = `has no effect: with minReplicaCount ${minReplicaCount} it never scales to zero`;
  return [
    ...(initialCooldownPeriod === undefined ? [] : [ignored('spec.initialCooldownPeriod', because)]),
    ...triggers.flatMap((trigger, index) =>
      activationsOf(trigger).map((key) => ignored(`spec.triggers[${index}].metadata.${key}`, because)),
    ),
  ];
}

/** Values of idleReplicaCount that the webhook accepts although they have no effect. */
function idleProblems({ idleReplicaCount: idle, minReplicaCount: min = 0 }: ScaledObjectSpec): Problem[] {
  const path = 'spec.idleReplicaCount';
  if (idle === 0 && min === 0) return [ignored(path, '0 has no effect: with minReplicaCount 0 it scales to zero anyway')];
  if (idle === undefined || idle === 0 || idle >= min) return [];
  return [ignored(path, `${idle} does not last: the HPA raises it to minReplicaCount ${min}; only 0 stays`)];
}
