import { partingWords } from './parting-words';
import {
  cpuText,
  secondsText,
  shortNumber,
  usdText,
  type Capacity,
  type Consequence,
  type DiffReport,
  type Duration,
  type LoadAtTarget,
  type PodsCapacity,
} from '../../../scaling/diff';
import { formatBytes } from '../../../scaling/lint';

/** What to expect, in sentences that need no knowledge of autoscalers. */
export function expectations({ consequences }: DiffReport): string[] {
  return consequences.rows.flatMap((row) =>
    [
      worstCase(row),
      idle(row),
      podsForSameLoad(row),
      ...podsForSameTraffic(row),
      partingWords(row),
      idleTarget(row),
      limitAgainstTarget(row),
      wayUp(row),
      wayDown(row),
      ...waiting(row),
      floor(row),
      evictions(row),
      unknown(row),
    ].filter((text) => text !== undefined),
  );
}

function worstCase({ pods, base, head }: Consequence): string | undefined {
  if (base === null && head === null) return undefined;
  if (base === null) return `${pods} is new: it ${growth(head)}.`;
  if (head === null) return `${pods} is gone: it ran up to ${countAndPrice(base)}.`;
  const isSameCount = head.maxPods === base.maxPods;
  if (isSameCount && head.priceUsdPerHour === base.priceUsdPerHour) return undefined;
  if (head.isLeftAlone) return undefined;
  if (head.maxPods === 0) return `${pods} runs no pods any more, before it ran up to ${countAndPrice(base)}.`;
  if (isSameCount && head.maxPods !== null) {
    return `${pods}: ${podCount(head.maxPods)} at most, as before: ${pricesText(base.priceUsdPerHour, head.priceUsdPerHour)}.`;
  }
  if (!head.isInFiles) {
    const before = base.maxPods === null ? 'nothing bounded it' : `it was ${base.maxPods}`;
    return `${pods} ${growth(head)}, before ${before}.`;
  }
  const verb = head.minPods === head.maxPods ? 'runs' : 'can grow to';
  return `${pods} ${verb} ${countAndPrice(head)}, before it was ${base.minPods === base.maxPods ? '' : 'up to '}${countAndPrice(base)}.`;
}

function growth(head: PodsCapacity | null): string {
  if (head === null || head.isInFiles) return `runs up to ${countAndPrice(head)}`;
  const most = head.maxPods === null ? 'any number of pods (nothing bounds it)' : podCount(head.maxPods);
  return `can grow to ${most} (it is not in these files: CPU, memory and price unknown)`;
}

function countAndPrice(capacity: Capacity | null): string {
  if (capacity === null || capacity.maxPods === null) return 'any number of pods (nothing bounds it)';
  if (capacity.priceUsdPerHour === null) return `${podCount(capacity.maxPods)} (price unknown)`;
  return `${podCount(capacity.maxPods)} (${usdText(capacity.priceUsdPerHour)} per hour)`;
}

/** `$0.05 → $0.04 per hour` */
export function pricesText(base: number | null, head: number | null): string {
  if (head === null) return base === null || base === 0 ? 'price unknown' : `price unknown (was ${usdText(base)} per hour)`;
  return base === null ? `${usdText(head)} per hour (price unknown before)` : `${usdText(base)} → ${usdText(head)} per hour`;
}

export function podCount(count: number): string {
  return `${count} ${count === 1 ? 'pod' : 'pods'}`;
}

/** Of a new workload; what changes is said by `floor`. */
function idle({ pods, base, head }: Consequence): string | undefined {
  return base === null && head !== null && head.minPods === 0 && head.maxPods !== 0 ? zeroWords(pods, head) : undefined;
}

function zeroWords(pods: string, { zeroAfterSeconds, wakesUp }: PodsCapacity): string {
  const when = zeroAfterSeconds === null ? '' : `, ${secondsText(zeroAfterSeconds)} after the last message or request`;
  const next = wakesUp ? '; the first one after that waits for a pod to start' : '';
  return `${pods} has 0 pods when idle${when}${next}.`;
}

/** Within this factor the number of pods counts as unchanged. */
const SAME_FACTOR = 0.02;

function podsForSameLoad({ pods, base, head }: Consequence): string | undefined {
  const [before, after] = [base?.coresAtTarget ?? null, head?.coresAtTarget ?? null];
  if (before === null || after === null) return undefined;
  const times = timesThePods(before, after);
  if (times === undefined) return undefined;
  return `For the same CPU load ${pods} runs ${times}, within its bounds: a pod is meant to use ${cpuText(after)} CPU, before it was ${cpuText(before)}.`;
}

function podsForSameTraffic({ pods, base, head }: Consequence): string[] {
  return (head?.loadsAtTarget ?? []).flatMap((after) => {
    const before = base?.loadsAtTarget.find(({ of }) => of === after.of);
    const times = before && timesThePods(before.amount, after.amount);
    if (before === undefined || times === undefined) return [];
    const what = after.of === 'memory' ? 'use of memory' : 'traffic';
    return `For the same ${what} ${pods} runs ${times}, within its bounds: a pod is meant to ${takes(after)}, before it was ${amountText(before)}.`;
  });
}

function takes(load: LoadAtTarget): string {
  if (load.of === 'memory') return `use ${amountText(load)}`;
  const aim = load.share === 1 ? '' : ` (${percent(load.share)} of the target)`;
  return `take ${amountText(load)} ${load.of}${aim}`;
}

function amountText({ of, amount }: LoadAtTarget): string {
  return of === 'memory' ? formatBytes(amount) : shortNumber(amount);
}

/** How many times the pods take the same load; undefined where that is no change. */
function timesThePods(before: number, after: number): string | undefined {
  if (before === 0 || after === 0) return undefined;
  const factor = before / after;
  if (Math.abs(factor - 1) < SAME_FACTOR) return undefined;
  const words = factor > 1 ? 'more pods, each less busy' : 'fewer pods, each busier';
  return `about ${shortNumber(factor)} times the pods (${words})`;
}

/** A target that an idle process passes: the count says nothing about load. */
function idleTarget({ pods, base, head }: Consequence): string | undefined {
  if (base === null || head === null || base.isAtMaximumWhenIdle === head.isAtMaximumWhenIdle) return undefined;
  if (head.isAtMaximumWhenIdle)
    return `An idle process uses as much CPU as the new target of ${pods}: it runs at its maximum of ${head.maxPods ?? 0} without load.`;
  return `An idle process uses as much CPU as the target of ${pods} was: until now it has probably run at its maximum of ${base.maxPods ?? 0} all the time, whatever the load.`;
}

/** Above this share a pod is close to being slowed down before more pods are asked for. */
const CLOSE_TO_LIMIT = 0.9;

function limitAgainstTarget({ pods, base, head }: Consequence): string | undefined {
  const [before, after] = [base?.limitShareAtTarget ?? null, head?.limitShareAtTarget ?? null];
  if (after === null || before === after) return undefined;
  const was = before === null ? '' : `, before it was ${percent(before)}`;
  if (after > 1)
    return `The CPU target of ${pods} is ${percent(after)} of its CPU limit${was}: a pod is held at its limit and never reaches the target.`;
  const warning = after > CLOSE_TO_LIMIT ? ': it is slowed down before more pods are asked for' : '';
  return before === null && warning === ''
    ? undefined
    : `At its CPU target a pod of ${pods} uses ${percent(after)} of its CPU limit${was}${warning}.`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function wayUp(row: Consequence): string | undefined {
  const { pods, base, head, way } = row;
  if (head === null || head.isLeftAlone) return undefined;
  if (way !== null && way.up.base !== way.up.head) {
    const was = beforeText(way.up.base);
    if (way.up.head === 'never') return `${pods} ${doesNotGet(way.least, way.most)}${was}.`;
    if (way.up.head === 'unknown') return undefined;
    const most = way.most === head.maxPods ? `all ${way.most}` : String(way.most);
    return `When load jumps, ${pods} ${asks(way.up.head, way.least, most)}${was}.`;
  }
  const isLarger = base === null || (head.maxPods ?? 0) > (base.maxPods ?? Infinity);
  return isLarger ? wayToMaximum(pods, head) : undefined;
}

function wayToMaximum(pods: string, { minPods, maxPods, minToMaxSeconds, isMaxReachable }: PodsCapacity): string | undefined {
  if (minPods === maxPods || maxPods === null) return undefined;
  const least = Math.max(minPods, 1);
  if (!isMaxReachable) return `${pods} ${doesNotGet(least, maxPods)}.`;
  if (minToMaxSeconds === null) return undefined;
  return `When load jumps, ${pods} ${asks(minToMaxSeconds, least, `all ${maxPods}`)}.`;
}

function asks(seconds: number, least: number, most: string): string {
  if (seconds === 0) return `asks for ${most} pods at once (from ${least}; starting them takes its time)`;
  return `takes at least ${secondsText(seconds)} to ask for ${most} pods (from ${least}, by the rules of its autoscaler; starting the pods comes on top)`;
}

function doesNotGet(least: number, most: number): string {
  return `does not get from ${least} to ${podCount(most)} within a week: its policies do not allow it`;
}

function beforeText(duration: Duration): string {
  if (duration === 'unknown') return '';
  if (duration === 'never') return ', before it did not get there at all';
  return `, before it took ${duration === 0 ? 'no time' : secondsText(duration)}`;
}

function wayDown({ pods, head, way }: Consequence): string | undefined {
  if (way === null || head === null || way.down.base === way.down.head || way.down.head === 'unknown') return undefined;
  const where = `from ${way.most} to ${podCount(way.least)}`;
  const was = beforeText(way.down.base);
  if (way.down.head === 'never')
    return `When load falls, ${pods} does not get ${where}: its policies do not allow it, and the price stays${was}.`;
  return `When load falls, ${pods} takes at least ${secondsText(way.down.head)} to go ${where}${was}.`;
}

function waiting({ pods, base, head }: Consequence): string[] {
  if (base === null || head === null) return [];
  const sentence = (before: number | null, after: number | null, what: string): string[] =>
    before === null || after === null || before === after
      ? []
      : [`${pods} ${what} has lasted about ${after} s, before it was ${before} s.`];
  return [
    ...sentence(base.scaleUpWaitSeconds, head.scaleUpWaitSeconds, 'adds pods once a rise in load'),
    ...sentence(base.scaleDownWaitSeconds, head.scaleDownWaitSeconds, 'removes pods once a fall in load'),
  ];
}

function floor({ pods, base, head }: Consequence): string | undefined {
  if (base === null || head === null || head.isLeftAlone || head.maxPods === 0) return undefined;
  if (base.minPods === head.minPods && (head.minPods > 0 || base.zeroAfterSeconds === head.zeroAfterSeconds)) return undefined;
  if (head.minPods === 0) return zeroWords(pods, head);
  return `With no load ${pods} keeps ${podCount(head.minPods)}${idlePrice(head)}, before it was ${base.minPods}${idlePrice(base)}.`;
}

function idlePrice({ minPods, maxPods, priceUsdPerHour }: Capacity): string {
  if (maxPods === null || maxPods === 0 || priceUsdPerHour === null || priceUsdPerHour === 0) return '';
  return ` (${usdText((priceUsdPerHour / maxPods) * minPods)} per hour)`;
}

function evictions({ pods, base, head }: Consequence): string | undefined {
  const [before, after] = [base?.evictableAtMinimum ?? null, head?.evictableAtMinimum ?? null];
  if (base === null || head === null || before === after) return undefined;
  const was = before === null ? 'any number' : String(before);
  if (after === null)
    return `No disruption budget holds pods of ${pods} back any more when nodes are drained, before ${was} could go.`;
  return `At the minimum the disruption budget lets ${podCount(after)} of ${pods} go at a time when nodes are drained, before ${was}.`;
}

function unknown({ head }: Consequence): string | undefined {
  if (head === null || head.withoutRequest.length === 0) return undefined;
  const without = head.withoutRequest.join(', ');
  if (head.priceUsdPerHour === null) return `No container states a request (${without}): price unknown.`;
  return `Some containers state no request (${without}): their part of CPU, memory and price is missing here.`;
}
