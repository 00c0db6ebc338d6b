import type { Rule } from '../rule';
import { ACCEPTED_RULES } from './accepted';
import { BEHAVIOR_RULES } from './behavior';
import { CAPACITY_RULES } from './capacity';
import { INJECTED_RULES } from './injected';
import { KEDA_RULES } from './keda';
import { KEDA_PAUSE_RULES } from './keda-pauses';
import { KEDA_TRIGGER_RULES } from './keda-triggers';
import { KNATIVE_RULES } from './knative';
import { KSERVE_RULES } from './kserve';
import { LIMIT_RANGE_RULES } from './limit-range';
import { METRICS_RULES } from './metrics';
import { PLACEMENT_RULES } from './placement';
import { REPLICAS_RULES } from './replicas';
import { SELECTOR_RULES } from './selectors';
import { TARGET_RULES } from './targets';
import { TRAFFIC_RULES } from './traffic';
import { USAGE_RULES } from './usage';
import { ROLLOUT_RULES } from './rollouts';
import { VERSION_RULES } from './versions';
import { VERTICAL_RULES } from './vertical';

/**
 * Rules about one thing each, by file. Where one of them speaks, the general ones (`accepted`) are silent about the same field.
 *
 * - `replicas`, `targets`, `selectors`: what an autoscaler moves, and which pods it counts
 * - `metrics`, `usage`, `injected`, `behavior`: what it measures, and how fast it follows
 * - `capacity`, `placement`, `traffic`, `versions`, `vertical`: what stands in the way of the pods that it asks for
 * - `rollouts`, `knative`, `keda`, `keda-triggers`, `keda-pauses`, `kserve`, `kserve-admission`: one project each
 */
export const SPECIFIC_RULES: readonly Rule[] = [
  ...REPLICAS_RULES,
  ...TARGET_RULES,
  ...SELECTOR_RULES,
  ...METRICS_RULES,
  ...USAGE_RULES,
  ...INJECTED_RULES,
  ...BEHAVIOR_RULES,
  ...CAPACITY_RULES,
  ...LIMIT_RANGE_RULES,
  ...PLACEMENT_RULES,
  ...TRAFFIC_RULES,
  ...VERSION_RULES,
  ...VERTICAL_RULES,
  ...ROLLOUT_RULES,
  ...KNATIVE_RULES,
  ...KEDA_RULES,
  ...KEDA_TRIGGER_RULES,
  ...KEDA_PAUSE_RULES,
  ...KSERVE_RULES,
];

export const GENERAL_RULES: readonly Rule[] = ACCEPTED_RULES;
