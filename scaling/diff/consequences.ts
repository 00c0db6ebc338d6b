import { milliValue } from '../../contract/quantity';
import type { Prices } from '../../contract';
import { completeSpec, DEFAULT_CONTROLLER_SETTINGS, DEFAULT_SYNC_PERIOD_SECONDS } from '../hpa';
import { cooldownPeriodMs } from '../keda';
import type { Finding } from '../lint';
import {
  decisionsOf,
  evictableAtMinimum,
  guardedPods,
  largestPod,
  rampSeconds,
  secondsBetween,
  titleOf,
  utilizationBaseMilli,
  type CountedPods,
  type DisruptionBudget,
} from '../manifests';
import { capacityAtMaximum, rounded, statesAll, totalCapacity } from './capacity';
import { partingOf } from './load';
import { boundedTotal, changedDeployments, type PlacedCapacity } from './deployments';
import { loadsAtTarget } from './load-at-target';
import { pairTitle, type PodsPair } from './pair-sides';
import type { Capacity, Consequence, Consequences, Duration, PodsCapacity, Unknown, Way } from './schema';

/** The prices and the version that capacity is computed with. */
export interface Measure {
  readonly prices: Prices;
  readonly kubernetesVersion: string;
}

/** What else a side says that counts for its pods. */
export interface Surroundings {
  readonly disruptionBudgets: readonly DisruptionBudget[];
  readonly findings: readonly Finding[];
}

/**
 * What follows from the settings alone, whatever the traffic.
 *
 * @param elsewhere pods that no change reaches; they count in the totals of both sides
 */
export function consequencesOf(
  pairs: readonly PodsPair[],
  surroundings: Readonly<Record<keyof PodsPair, Surroundings>>,
  measure: Measure,
  elsewhere: readonly CountedPods[] = [],
): Consequences {
  const extrasOf = (side: keyof PodsPair): Extras => ({
    evictable: evictableOf(
      surroundings[side].disruptionBudgets,
      pairs.flatMap((pair) => pair[side] ?? []),
    ),
    findings: surroundings[side].findings,
  });
  const [before, after] = [extrasOf('base'), extrasOf('head')];
  const rows: Consequence[] = [];
  const parts = elsewhere.map((pods): PlacedCapacity => unchangedPart(pods, measure.prices));
  const unknown: Unknown[] = [];
  for (const pair of pairs) {
    const { base, head } = pair;
    if (base !== undefined && head !== undefined && isSame(base, head, before, after)) {
      parts.push(unchangedPart(head, measure.prices));
      continue;
    }
    const row: Consequence = {
      pods: pairTitle(pair),
      base: base === undefined ? null : sideOf(base, before, measure),
      head: head === undefined ? null : sideOf(head, after, measure),
      way: base === undefined || head === undefined ? null : wayOf(base, head, measure.kubernetesVersion),
      parting: partingOf(pair, measure.kubernetesVersion),
    };
    parts.push({ ...placeOf(head ?? base), base: row.base, head: row.head, isChanged: true });
    const hidden = unknownIn(pair);
    const isSilent = row.parting === null && hidden.length === 0 && !isAnotherWay(row.way);
    if (isSilent && JSON.stringify(row.base) === JSON.stringify(row.head)) continue;
    rows.push(row);
    unknown.push(...hidden);
  }
  const total = (side: keyof PodsPair): Capacity => totalCapacity(parts.flatMap((part) => part[side] ?? []));
  return {
    rows,
    total: { base: total('base'), head: total('head') },
    bounded: boundedTotal(parts),
    deployments: changedDeployments(parts),
    unknown,
  };
}

function unchangedPart(pods: CountedPods, prices: Prices): PlacedCapacity {
  const capacity = capacityAtMaximum(pods, prices);
  return { ...placeOf(pods), base: capacity, head: capacity, isChanged: false };
}

/** The deployment of the tree, and the namespace, that some pods are part of. */
function placeOf(pods: CountedPods | undefined): Pick<PlacedCapacity, 'deployment' | 'namespace'> {
  return { deployment: pods?.maker.appliedWith ?? '', namespace: pods?.maker.namespace };
}

/** Lint rules that find a workload which does not come back from zero. */
const NEVER_WAKES: readonly string[] = ['zero-on-own-metric', 'zero-with-cpu-only'];
/** Lint rules that find a CPU target which an idle process passes. */
const ABOVE_WHEN_IDLE: readonly string[] = ['cpu-target-of-few-millicores'];

interface Extras {
  readonly evictable: Evictable;
  readonly findings: readonly Finding[];
}

/** Whether lint finds one of some rules in the autoscaler of a set of pods. */
function isFound({ scaler }: CountedPods, rules: readonly string[], findings: readonly Finding[]): boolean {
  return findings.some(({ rule, object, file }) => rules.includes(rule) && object === titleOf(scaler) && file === scaler.file);
}

/** Nothing that is computed here can differ: most of a large tree. */
function isSame(base: CountedPods, head: CountedPods, before: Extras, after: Extras): boolean {
  const inputs = ({ minPods, maxPods, hpa, kpa, keda, pod, isLeftAlone, sizedBy }: CountedPods): string =>
    JSON.stringify([minPods, maxPods, hpa, kpa, keda, pod, isLeftAlone, sizedBy && decisionsOf(sizedBy)]);
  return inputs(base) === inputs(head) && before.evictable.get(base) === after.evictable.get(head);
}

type Evictable = ReadonlyMap<CountedPods, number>;

/** By set of pods, the fewest that a budget lets go at the minimum. */
function evictableOf(budgets: readonly DisruptionBudget[], all: readonly CountedPods[]): Evictable {
  const fewest = new Map<CountedPods, number>();
  for (const budget of budgets) {
    const guarded = guardedPods(budget, all);
    const evictable = evictableAtMinimum(budget, guarded);
    if (evictable === undefined) continue;
    for (const pods of guarded) fewest.set(pods, Math.min(fewest.get(pods) ?? Infinity, Math.max(0, evictable)));
  }
  return fewest;
}

function sideOf(pods: CountedPods, { evictable, findings }: Extras, { prices, kubernetesVersion }: Measure): PodsCapacity {
  const seconds = pods.isLeftAlone ? 'unknown' : rampSeconds(pods, kubernetesVersion);
  const coresAtTarget = coresAtTargetOf(pods);
  return {
    ...capacityAtMaximum(pods, prices),
    isInFiles: pods.pod !== undefined,
    isLeftAlone: pods.isLeftAlone === true,
    minToMaxSeconds: typeof seconds === 'number' ? seconds : null,
    isMaxReachable: seconds !== undefined,
    coresAtTarget,
    loadsAtTarget: loadsAtTarget(pods),
    limitShareAtTarget: limitShare(pods, coresAtTarget),
    evictableAtMinimum: evictable.get(pods) ?? null,
    zeroAfterSeconds: zeroAfterSeconds(pods),
    wakesUp: !isFound(pods, NEVER_WAKES, findings),
    isAtMaximumWhenIdle: isFound(pods, ABOVE_WHEN_IDLE, findings),
    ...waits(pods),
  };
}

/** Utilization is a share of what the pod requests; averageValue is the amount itself. */
function coresAtTargetOf({ hpa, pod }: CountedPods): number | null {
  const target =
    hpa &&
    completeSpec(hpa, DEFAULT_CONTROLLER_SETTINGS).metrics.find(({ resource }) => resource?.name === 'cpu')?.resource?.target;
  if (target?.averageUtilization !== undefined) {
    const requested = (pod && utilizationBaseMilli(pod, 'cpu')) ?? 0;
    return requested === 0 ? null : rounded((requested / 1000) * (target.averageUtilization / 100));
  }
  const milli = target?.averageValue === undefined ? undefined : milliValue(target.averageValue);
  return milli === undefined ? null : rounded(milli / 1000);
}

/** Share of its CPU limit that a pod uses at its target: above 1 it is slowed down before it is scaled. */
function limitShare({ pod }: CountedPods, coresAtTarget: number | null): number | null {
  if (pod === undefined || coresAtTarget === null || pod.containers.length === 0) return null;
  let limitMilli = 0;
  for (const { limitsMilli } of pod.containers) {
    if (limitsMilli['cpu'] === undefined) return null;
    limitMilli += limitsMilli['cpu'];
  }
  return limitMilli === 0 ? null : rounded((1000 * coresAtTarget) / limitMilli);
}

/** KEDA takes the last pods away once its triggers have been silent for the cooldown. */
function zeroAfterSeconds({ keda, minPods }: CountedPods): number | null {
  return keda === undefined || minPods > 0 ? null : cooldownPeriodMs(keda.spec) / 1000;
}

function waits({ hpa }: CountedPods): Pick<PodsCapacity, 'scaleUpWaitSeconds' | 'scaleDownWaitSeconds'> {
  if (hpa === undefined) return { scaleUpWaitSeconds: null, scaleDownWaitSeconds: null };
  const { behavior } = completeSpec(hpa, DEFAULT_CONTROLLER_SETTINGS);
  return {
    scaleUpWaitSeconds: behavior?.scaleUp.stabilizationWindowSeconds ?? 0,
    scaleDownWaitSeconds:
      behavior?.scaleDown.stabilizationWindowSeconds ?? DEFAULT_CONTROLLER_SETTINGS.downscaleStabilizationSeconds,
  };
}

/** Both sides on the same way: from the larger of their minima to the smaller of their maxima, and back. */
function wayOf(base: CountedPods, head: CountedPods, kubernetesVersion: string): Way | null {
  const least = Math.max(base.minPods, head.minPods, 1);
  const most = Math.min(base.maxPods ?? Infinity, head.maxPods ?? Infinity);
  if (base.isLeftAlone || head.isLeftAlone || most <= least || most === Infinity) return null;
  const seconds = (pods: CountedPods, from: number, to: number): Duration =>
    secondsBetween(pods, { from, to }, kubernetesVersion) ?? 'never';
  const down = seconds(head, most, least);
  return {
    least,
    most,
    up: { base: seconds(base, least, most), head: seconds(head, least, most) },
    down: { base: withinOneSync(seconds(base, most, least), down), head: down },
  };
}

function isAnotherWay(way: Way | null): boolean {
  return way !== null && (way.up.base !== way.up.head || way.down.base !== way.down.head);
}

/** One sync earlier or later is nothing that anybody notices on the way down: then both sides take as long as the head. */
function withinOneSync(base: Duration, head: Duration): Duration {
  const isClose = typeof base === 'number' && typeof head === 'number' && Math.abs(base - head) <= DEFAULT_SYNC_PERIOD_SECONDS;
  return isClose ? head : base;
}

/** Nothing bounds what a VerticalPodAutoscaler makes them request. */
function isOpenToVpa({ pod, sizedBy }: CountedPods): boolean {
  return pod !== undefined && sizedBy !== undefined && largestPod(pod, sizedBy) === undefined;
}

function isSizedAlike(base: CountedPods | undefined, head: CountedPods): boolean {
  const decisions = (pods: CountedPods | undefined): string | undefined => pods?.sizedBy && decisionsOf(pods.sizedBy);
  return decisions(base) === decisions(head);
}

/** What cannot be summed up, and could hide a growth. */
function unknownIn(pair: PodsPair): Unknown[] {
  const { base, head } = pair;
  if (head === undefined || head.maxPods === 0) return [];
  const pods = pairTitle(pair);
  const [before, after] = [base?.pod, head.pod];
  const isMore = base === undefined || (head.maxPods ?? Infinity) > (base.maxPods ?? Infinity);
  if ([base, head].some((side) => side !== undefined && isOpenToVpa(side)) && (isMore || !isSizedAlike(base, head)))
    return [{ pods, resource: 'all', reason: 'set-by-vpa' }];
  if (after === undefined) return isMore || before !== undefined ? [{ pods, resource: 'all', reason: 'not-in-files' }] : [];
  if (base !== undefined && before === undefined) return [{ pods, resource: 'all', reason: 'not-in-files' }];
  return (['cpu', 'memory'] as const).flatMap((resource): Unknown[] => {
    const wasStated = before === undefined || statesAll(before, resource);
    const isUnstated = statesAll(after, resource) ? !wasStated : isMore || wasStated;
    return isUnstated ? [{ pods, resource, reason: 'no-request' }] : [];
  });
}
