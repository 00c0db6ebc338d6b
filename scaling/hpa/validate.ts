import { rejected, type Problem } from '../problem';
import { DEFAULT_CONTROLLER_SETTINGS, type ControllerSettings } from './defaults';
import type { CrossVersionObjectReference, HpaSpec } from './types';
import { validateBehavior } from './validate-behavior';
import { pathSegmentProblem, validateMetrics } from './validate-metrics';
import { gateEnabled, minorVersion } from './versions';

/**
 * What the API server rejects in an HPA, and what it accepts but the controller ignores.
 * Follows pkg/apis/autoscaling/validation/validation.go, validateHorizontalPodAutoscalerSpec, and
 * pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go, v1.34. Defaults count as filled in.
 *
 * @returns an empty list when the HPA will do all that it says
 */
export function validateHpa(
  spec: HpaSpec,
  settings: Partial<Pick<ControllerSettings, 'kubernetesVersion' | 'featureGates'>> = {},
): Problem[] {
  const { kubernetesVersion, featureGates } = { ...DEFAULT_CONTROLLER_SETTINGS, ...settings };
  const minor = minorVersion(kubernetesVersion) ?? 0;
  return [
    ...validateBounds(spec, gateEnabled('HPAScaleToZero', minor, featureGates) ? 0 : 1),
    ...validateScaleTarget(spec.scaleTargetRef),
    ...validateMetrics(spec),
    ...validateBehavior(
      spec.behavior,
      'spec.behavior',
      gateEnabled('HPAConfigurableTolerance', minor, featureGates) ? 'honoured' : 'dropped',
    ),
  ];
}

function validateBounds({ minReplicas, maxReplicas }: HpaSpec, lowest: number): Problem[] {
  const problems: Problem[] = [];
  if (minReplicas !== undefined && !(Number.isInteger(minReplicas) && minReplicas >= lowest)) {
    const gate = minReplicas === 0 ? ' (0 needs the feature gate HPAScaleToZero)' : '';
    problems.push(rejected('spec.minReplicas', `is ${minReplicas}; must be an integer of at least ${lowest}${gate}`));
  }
  if (!(Number.isInteger(maxReplicas) && maxReplicas >= 1)) {
    problems.push(rejected('spec.maxReplicas', `is ${maxReplicas}; must be an integer greater than 0`));
  } else if (maxReplicas < (minReplicas ?? 1)) {
    problems.push(rejected('spec.maxReplicas', `is ${maxReplicas}; must be at least minReplicas, ${minReplicas ?? 1}`));
  }
  return problems;
}

/** Kinds of the core group, the only ones whose apiVersion has no group. */
const CORE_SCALABLE_KIND = 'ReplicationController';

function validateScaleTarget(target: CrossVersionObjectReference | undefined): Problem[] {
  const path = 'spec.scaleTargetRef';
  const problems = [...requiredSegment(`${path}.kind`, target?.kind), ...requiredSegment(`${path}.name`, target?.name)];
  const parts = (target?.apiVersion ?? '').split('/');
  if (parts.length > 2) problems.push(rejected(`${path}.apiVersion`, `is "${target?.apiVersion ?? ''}"; must be group/version`));
  else if (parts.length < 2 && target !== undefined && target.kind !== CORE_SCALABLE_KIND) {
    problems.push(rejected(`${path}.apiVersion`, 'must name the API group, e.g. apps/v1'));
  }
  return problems;
}

function requiredSegment(path: string, value: string | undefined): Problem[] {
  if (value === undefined || value === '') return [rejected(path, 'is required')];
  const problem = pathSegmentProblem(value);
  return problem === undefined ? [] : [rejected(path, problem)];
}
