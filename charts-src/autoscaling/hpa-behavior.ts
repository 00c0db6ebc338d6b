import type { HpaSettings } from '../../contract';
import { isQuantity } from './scale-target';
import { below, type Problem } from '../problem';

export type Behavior = NonNullable<HpaSettings['behavior']>;
export type ScalingRules = NonNullable<Behavior['scaleUp']>;

/** Bounds of the API, pkg/apis/autoscaling/validation/validation.go, Kubernetes v1.34.4. */
const MAX_PERIOD_SECONDS = 1800;
const MAX_STABILIZATION_SECONDS = 3600;
/** First minor version with the HPAConfigurableTolerance gate on by default; before it the field is dropped silently. */
const TOLERANCE_MINOR = 35;

/**
 * What the API fills in for a direction that `behavior` leaves out (pkg/apis/autoscaling/v2/defaults.go, v1.34.4). The window
 * of scaleDown stays out: there the controller's own flag decides (300 s unless set).
 */
const API_SCALE_UP: ScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};
const API_SCALE_DOWN: ScalingRules = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

/** Both directions, or neither: a manifest that shows one hides that the API switches the other to its own defaults too. */
export function bothDirections(behavior: Behavior | undefined): Required<Behavior> | undefined {
  if (behavior === undefined) return undefined;
  return { scaleUp: behavior.scaleUp ?? API_SCALE_UP, scaleDown: behavior.scaleDown ?? API_SCALE_DOWN };
}

/** What the API would reject, or drop without a word, in `behavior`. */
export function behaviorProblems(behavior: Behavior | undefined, kubernetesMinor: number): Problem[] {
  return (['scaleUp', 'scaleDown'] as const).flatMap((direction) =>
    below(`behavior.${direction}`, rulesProblems(behavior?.[direction] ?? {}, kubernetesMinor)),
  );
}

function rulesProblems(rules: ScalingRules, kubernetesMinor: number): Problem[] {
  const problems: Problem[] = [];
  const window = rules.stabilizationWindowSeconds;
  if (window !== undefined && (window < 0 || window > MAX_STABILIZATION_SECONDS))
    problems.push({ field: 'stabilizationWindowSeconds', problem: `${window} is not within 0 and ${MAX_STABILIZATION_SECONDS}` });
  if (rules.tolerance !== undefined && !isQuantity(rules.tolerance))
    problems.push({ field: 'tolerance', problem: `${rules.tolerance} is not a quantity of at least 0, such as "0.05"` });
  if (rules.tolerance !== undefined && kubernetesMinor < TOLERANCE_MINOR)
    problems.push({
      field: 'tolerance',
      problem: `${rules.tolerance} is dropped silently by Kubernetes 1.${kubernetesMinor}: its gate is on from 1.${TOLERANCE_MINOR}`,
      fix: `Leave it out, or set kubernetesVersion to 1.${TOLERANCE_MINOR} or later.`,
    });
  if (rules.policies?.length === 0)
    problems.push({
      field: 'policies',
      problem: 'is empty: the API wants at least one policy',
      fix: 'Leave it out for the defaults.',
    });
  rules.policies?.forEach((policy, index) => {
    const at = `policies[${index}]`;
    if (policy.value <= 0) problems.push({ field: `${at}.value`, problem: `${policy.value} is not above 0` });
    if (policy.periodSeconds <= 0 || policy.periodSeconds > MAX_PERIOD_SECONDS)
      problems.push({
        field: `${at}.periodSeconds`,
        problem: `${policy.periodSeconds} is not within 1 and ${MAX_PERIOD_SECONDS}`,
      });
  });
  return problems;
}
