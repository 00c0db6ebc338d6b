import type { KedaSettings } from '../../contract';
import { below, type Problem } from '../problem';
import { behaviorProblems } from './hpa-behavior';
import { backlogProblems } from './keda-backlog';
import { formulaProblems } from './keda-formula';
import { isResourceTrigger, triggerProblems } from './keda-trigger-problems';
import { CHECKED_TRIGGERS } from './keda-triggers';
import type { ScaledContainer } from './scale-target';

/** KEDA's own defaults (apis/keda/v1alpha1/scaledobject_types.go, v2.21.0). */
const DEFAULT_MIN = 0;
const DEFAULT_MAX = 100;

/**
 * What KEDA's webhook would reject and what its operator would ignore in a ScaledObject
 * (apis/keda/v1alpha1/scaledobject_webhook.go and pkg/scaling, v2.21.0).
 *
 * @param containers containers of the pods it scales
 * @param kubernetesMinor 34 for Kubernetes 1.34
 */
export function kedaProblems(spec: KedaSettings, containers: readonly ScaledContainer[], kubernetesMinor: number): Problem[] {
  const modifiers = spec.advanced?.scalingModifiers;
  return [
    ...replicaProblems(spec),
    ...nameProblems(spec.triggers),
    ...spec.triggers.flatMap((trigger, index) => below(`triggers[${index}]`, triggerProblems(trigger, containers))),
    ...backlogProblems(spec.triggers),
    ...(modifiers === undefined ? [] : formulaProblems(modifiers, spec.triggers)),
    ...ignoredProblems(spec),
    ...fallbackProblems(spec),
    ...below(
      'advanced.horizontalPodAutoscalerConfig',
      behaviorProblems(spec.advanced?.horizontalPodAutoscalerConfig?.behavior, kubernetesMinor),
    ),
  ];
}

function replicaProblems(spec: KedaSettings): Problem[] {
  const min = spec.minReplicaCount ?? DEFAULT_MIN;
  const max = spec.maxReplicaCount ?? DEFAULT_MAX;
  const idle = spec.idleReplicaCount;
  const problems: Problem[] = [];
  if (min > max) problems.push({ field: 'minReplicaCount', problem: `${min} is above maxReplicaCount ${max}` });
  if (idle !== undefined && idle >= min)
    problems.push({ field: 'idleReplicaCount', problem: `${idle} is not below minReplicaCount ${min}` });
  else if (idle !== undefined && idle > 0)
    problems.push({
      field: 'idleReplicaCount',
      problem: `${idle} does not last: the HPA raises it to minReplicaCount ${min}; only 0 stays`,
    });
  if (min === 0 && spec.triggers.every(isResourceTrigger))
    problems.push({
      field: 'minReplicaCount',
      problem: '0 is never reached with cpu and memory triggers only',
      fix: 'Set minReplicaCount to 1 or more, or add a trigger on the work itself.',
    });
  else if (min === 0 && spec.triggers.every(({ metadata }) => isMetricOfPods(metadata['query'])))
    problems.push({
      field: 'minReplicaCount',
      problem: '0 lets the last pod go, and its own queue metric with it: nothing would start one again',
      fix: 'Set minReplicaCount to 1 or more, or use knative, which keeps requests until a pod is there.',
    });
  return problems;
}

/** Whether a query reads what vLLM's pods say of themselves. */
export function isMetricOfPods(query = ''): boolean {
  return /\bvllm:/.test(query);
}

function nameProblems(triggers: KedaSettings['triggers']): Problem[] {
  const names = triggers.map(({ name }) => name);
  return names.flatMap((name, index) =>
    name !== undefined && names.indexOf(name) < index
      ? [{ field: `triggers[${index}].name`, problem: `${name} is the name of triggers[${names.indexOf(name)}] too` }]
      : [],
  );
}

/** Settings that only matter on the way to or from zero pods, set where the HPA alone decides. */
function ignoredProblems(spec: KedaSettings): Problem[] {
  const min = spec.minReplicaCount ?? DEFAULT_MIN;
  if (min === 0 || spec.idleReplicaCount !== undefined) return [];
  const because = `is ignored with minReplicaCount ${min}: the HPA alone decides`;
  const problems: Problem[] = [];
  for (const field of ['cooldownPeriod', 'initialCooldownPeriod'] as const)
    if (spec[field] !== undefined) problems.push({ field, problem: `${spec[field]} ${because}` });
  if (spec.pollingInterval !== undefined && spec.advanced?.scalingModifiers === undefined)
    problems.push({ field: 'pollingInterval', problem: `${spec.pollingInterval} ${because}` });
  spec.triggers.forEach(({ type, metadata }, index) => {
    const activation = CHECKED_TRIGGERS[type]?.activation;
    if (activation !== undefined && metadata[activation] !== undefined)
      problems.push({ field: `triggers[${index}].metadata.${activation}`, problem: `${metadata[activation]} ${because}` });
  });
  return problems;
}

function fallbackProblems(spec: KedaSettings): Problem[] {
  if (spec.fallback === undefined || spec.advanced?.scalingModifiers !== undefined) return [];
  return spec.triggers.every(isResourceTrigger)
    ? [{ field: 'fallback', problem: 'needs a trigger besides cpu and memory: those cannot fail over' }]
    : [];
}
