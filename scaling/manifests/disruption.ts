import type { DisruptionBudget } from './cluster-rules';
import { sameNamespace } from './namespaces';
import type { CountedPods, ScaledPods } from './scaled';
import { selects as takes } from './selector';

/** What a disruption budget sees of a set of pods. */
type Guarded = Pick<CountedPods, 'maker' | 'pod'>;

/** The sets of pods that a budget guards together. */
export function guardedPods<P extends Guarded>(budget: DisruptionBudget, pods: readonly P[]): P[] {
  return pods.filter((one) => selects(budget, one));
}

/** At least one: nothing is guarded of no pods. */
export function leastPods(pods: readonly Pick<ScaledPods, 'minPods'>[]): number {
  return Math.max(
    1,
    pods.reduce((sum, { minPods }) => sum + minPods, 0),
  );
}

/**
 * Pods that may be evicted at a time when every set is at its minimum: all that the selector matches count, whoever makes them.
 *
 * @returns undefined when the budget guards none of them, or says nothing readable
 */
export function evictableAtMinimum(
  budget: DisruptionBudget,
  selected: readonly Pick<ScaledPods, 'minPods'>[],
): number | undefined {
  return selected.length === 0 ? undefined : allowedDisruptions(budget, leastPods(selected));
}

function selects(budget: DisruptionBudget, { maker, pod }: Guarded): boolean {
  if (budget.selector === undefined || pod === undefined || !sameNamespace(budget, maker)) return false;
  return takes(budget.selector, pod.labels);
}

/** Percentages of pods are rounded up. Kubernetes v1.34, pkg/controller/disruption/disruption.go, getExpectedPodCount. */
function countOf(value: number | string, pods: number): number | undefined {
  if (typeof value === 'number') return value;
  const percent = /^(\d{1,4})%$/.exec(value)?.[1];
  return percent === undefined ? undefined : Math.ceil((Number(percent) * pods) / 100);
}

/** Pods that may be evicted when there are so many; undefined when the budget says nothing readable. */
export function allowedDisruptions({ minAvailable, maxUnavailable }: DisruptionBudget, pods: number): number | undefined {
  if (maxUnavailable !== undefined) return countOf(maxUnavailable, pods);
  const available = minAvailable === undefined ? undefined : countOf(minAvailable, pods);
  return available === undefined ? undefined : pods - available;
}
