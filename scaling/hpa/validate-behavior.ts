import { parseQuantity, type Quantity } from '../../contract/quantity';
import { ignored, rejected, type Problem } from '../problem';
import type { HpaBehavior, ScalingPolicy, ScalingRules } from './types';

const MAX_STABILIZATION_SECONDS = 3600;
const MAX_PERIOD_SECONDS = 1800;
const SELECT_POLICIES = ['Max', 'Min', 'Disabled'];
const POLICY_TYPES = ['Pods', 'Percent'];

/** What becomes of a tolerance: the API server drops it while its gate is off. */
export type ToleranceFate = 'honoured' | 'dropped';

/**
 * Follows pkg/apis/autoscaling/validation/validation.go, validateBehavior, v1.34.
 *
 * @param path of the behavior in its object: `spec.behavior`
 */
export function validateBehavior(behavior: HpaBehavior | undefined, path: string, tolerance: ToleranceFate): Problem[] {
  if (behavior === undefined) return [];
  return [
    ...validateRules(`${path}.scaleUp`, behavior.scaleUp, tolerance),
    ...validateRules(`${path}.scaleDown`, behavior.scaleDown, tolerance),
  ];
}

function oneOf(choices: readonly string[]): string {
  return `must be one of ${choices.join(', ')}`;
}

function validateRules(path: string, rules: ScalingRules | undefined, tolerance: ToleranceFate): Problem[] {
  if (rules === undefined) return [];
  const problems: Problem[] = [];
  const { stabilizationWindowSeconds: window, selectPolicy, policies } = rules;
  if (window !== undefined && !(Number.isInteger(window) && window >= 0 && window <= MAX_STABILIZATION_SECONDS)) {
    const message = `is ${window}; must be an integer from 0 to ${MAX_STABILIZATION_SECONDS}`;
    problems.push(rejected(`${path}.stabilizationWindowSeconds`, message));
  }
  if (selectPolicy !== undefined && !SELECT_POLICIES.includes(selectPolicy)) {
    problems.push(rejected(`${path}.selectPolicy`, `is "${selectPolicy}"; ${oneOf(SELECT_POLICIES)}`));
  }
  if (policies?.length === 0)
    problems.push(rejected(`${path}.policies`, 'must have at least one policy; leave it out for the defaults'));
  policies?.forEach((policy, index) => problems.push(...validatePolicy(`${path}.policies[${index}]`, policy)));
  if (rules.tolerance !== undefined) problems.push(...validateTolerance(`${path}.tolerance`, rules.tolerance, tolerance));
  return problems;
}

function validatePolicy(path: string, { type, value, periodSeconds }: ScalingPolicy): Problem[] {
  const problems: Problem[] = [];
  if (!POLICY_TYPES.includes(type)) problems.push(rejected(`${path}.type`, `is "${type}"; ${oneOf(POLICY_TYPES)}`));
  if (!(Number.isInteger(value) && value > 0))
    problems.push(rejected(`${path}.value`, `is ${value}; must be an integer greater than 0`));
  if (!(Number.isInteger(periodSeconds) && periodSeconds > 0 && periodSeconds <= MAX_PERIOD_SECONDS)) {
    problems.push(rejected(`${path}.periodSeconds`, `is ${periodSeconds}; must be an integer from 1 to ${MAX_PERIOD_SECONDS}`));
  }
  return problems;
}

function validateTolerance(path: string, tolerance: Quantity, fate: ToleranceFate): Problem[] {
  const parsed = parseQuantity(tolerance);
  if (parsed === undefined) return [rejected(path, `is "${tolerance}", which is not a quantity`)];
  if (fate === 'dropped') {
    const message =
      'is dropped while the feature gate HPAConfigurableTolerance is off (it is on by default from Kubernetes 1.35)';
    return [ignored(path, message)];
  }
  return parsed.unscaled < 0n ? [rejected(path, `is ${tolerance}; must be at least 0`)] : [];
}
