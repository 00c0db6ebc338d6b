import type { CountedPods } from '../../manifests';
import type { PodsPair } from '../pair-sides';
import { axesOf, type Axis } from './axis';
import type { Parting } from './schema';
import { asksForMore, settledPods, type Side } from './settled-pods';

/** Counts above this are left out: the search would take longer than anybody waits. */
const MOST_PODS = 500;

/**
 * The loads at which both sides of a change run another number of pods, found by asking the autoscalers themselves.
 *
 * @returns null where they run the same under every load, or where nothing that both are scaled by follows from load in a known way
 */
export function partingOf({ base, head }: PodsPair, kubernetesVersion: string): Parting | null {
  if (base === undefined || head === undefined || base.isLeftAlone || head.isLeftAlone) return null;
  const axes = commonAxis(axesOf(base), axesOf(head));
  if (axes === undefined || isSame(base, head, axes)) return null;
  const [before, after]: [Side, Side] = [
    { pods: base, axis: axes.base, kubernetesVersion },
    { pods: head, axis: axes.head, kubernetesVersion },
  ];
  const thresholds = { base: thresholdsOf(before), head: thresholdsOf(after) };
  const counts = decisiveCounts(before, after);
  const differing = counts.flatMap((count) => {
    const [from, to] = [thresholds.base(count), thresholds.head(count)];
    return from === to ? [] : [{ low: Math.min(from, to), high: Math.max(from, to) }];
  });
  if (differing.length === 0) return null;
  const last = Math.max(...differing.map(({ high }) => high));
  return {
    by: axes.head.kind,
    metric: axes.head.name,
    isOneOfSeveral: [base, head].some(({ hpa }) => (hpa?.metrics?.length ?? 0) > 1),
    fromMilli: Math.min(...differing.map(({ low }) => low)),
    toMilli: Number.isFinite(last) ? last : null,
    examples: examplesOf(
      before,
      after,
      counts.flatMap((count) => [thresholds.base(count), thresholds.head(count)]),
    ),
  };
}

interface Axes {
  readonly base: Axis;
  readonly head: Axis;
}

/** What both sides are scaled by: the one whose target changes, or else the first. */
function commonAxis(base: readonly Axis[], head: readonly Axis[]): Axes | undefined {
  const pairs = head.flatMap((axis) => {
    const same = base.find(({ kind, name }) => kind === axis.kind && name === axis.name);
    return same === undefined ? [] : [{ base: same, head: axis }];
  });
  const changed = pairs.find((pair) => pair.base.perPodMilli !== pair.head.perPodMilli) ?? pairs[0];
  return changed;
}

function isSame(base: CountedPods, head: CountedPods, axes: Axes): boolean {
  const sameTarget = axes.base.perPodMilli === axes.head.perPodMilli;
  return sameTarget && Math.max(1, base.minPods) === Math.max(1, head.minPods) && base.maxPods === head.maxPods;
}

/** Where nothing bounds the pods. */
const PODS_WITHOUT_BOUND = 10;

function boundsOf({ pods: { minPods, maxPods } }: Side): { readonly least: number; readonly most: number } {
  const least = Math.min(Math.max(1, minPods), MOST_PODS);
  return { least, most: Math.min(maxPods ?? Math.max(2 * least, PODS_WITHOUT_BOUND), MOST_PODS) };
}

/** Around the bounds of either side, and half-way: between them, both sides either differ at every count or at none. */
function decisiveCounts(before: Side, after: Side): number[] {
  const all = [before, after]
    .map(boundsOf)
    .flatMap(({ least, most }) => [least, least + 1, Math.ceil((least + most) / 2), most, most + 1]);
  return [...new Set(all)].sort((one, other) => one - other);
}

/** The smallest load that gets so many pods: 0 up to the minimum, Infinity above the maximum. */
function thresholdsOf(side: Side): (count: number) => number {
  const { least, most } = boundsOf(side);
  const found = new Map<number, number>();
  return (count) => {
    if (count <= least) return 0;
    if (count > most) return Infinity;
    const load = found.get(count) ?? smallestLoad(side, count);
    found.set(count, load);
    return load;
  };
}

/** Bisects whole thousandths. */
function smallestLoad(side: Side, count: number): number {
  let low = 0;
  let high = Math.ceil(2 * count * side.axis.perPodMilli);
  if (!asksForMore(side, count - 1, high)) return Infinity;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (asksForMore(side, count - 1, middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** At the loads where a side reaches one of the decisive counts. */
function examplesOf(before: Side, after: Side, thresholds: readonly number[]): Parting['examples'] {
  return [...new Set(thresholds)]
    .filter((load) => load > 0 && Number.isFinite(load))
    .sort((one, other) => one - other)
    .map((loadMilli) => ({ loadMilli, base: settledPods(before, loadMilli), head: settledPods(after, loadMilli) }))
    .filter(({ base, head }) => base !== head)
    .filter((_, index, all) => isSpread(index, all.length));
}

/** The first, the middle and the last. */
function isSpread(index: number, count: number): boolean {
  return [0, Math.floor((count - 1) / 2), count - 1].includes(index);
}
