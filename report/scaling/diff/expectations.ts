import {
  isMaterial,
  shortNumber,
  usdText,
  type Capacity,
  type Consequence,
  type DiffReport,
  type PodsCapacity,
} from '../../../scaling/diff';
import { formatBytes } from '../../../scaling/lint';
import { notJudgedHeadline } from '../not-judged';

/** A quantity of both sides, for a table: what it is, base, head, change. */
export type Row = readonly [what: string, base: string, head: string, change: string];

const GIB = 2 ** 30;

type Amount = readonly [what: string, of: (capacity: Capacity) => number | null, show: (value: number) => string];

const AMOUNTS: readonly Amount[] = [
  ['pods', ({ maxPods }) => maxPods, String],
  ['CPU requested', ({ cpuCores }) => cpuCores, (cores) => `${shortNumber(cores)} cores`],
  ['memory requested', ({ memoryGib }) => memoryGib, (gib) => formatBytes(gib * GIB)],
  ['GPUs', ({ gpus }) => gpus, shortNumber],
  ['price per hour', ({ priceUsdPerHour }) => priceUsdPerHour, usdText],
];

/** Amounts at the maximum; GPUs only if there are any. */
export function capacityRows(base: Capacity | null, head: Capacity | null): Row[] {
  return AMOUNTS.flatMap(([what, of, show]) => {
    const before = base === null ? 0 : of(base);
    const after = head === null ? 0 : of(head);
    if (what === 'GPUs' && before === 0 && after === 0) return [];
    const text = (value: number | null): string => (value === null ? 'not bounded' : show(value));
    return [[what, text(before), text(after), changeText(before, after, show)] as const];
  });
}

function changeText(base: number | null, head: number | null, show: (value: number) => string): string {
  if (base === head) return 'none';
  if (base === null || head === null) return head === null ? 'no bound any more' : 'bounded now';
  const sign = head > base ? '+' : '-';
  const percent = base === 0 ? '' : ` (${sign}${Math.abs(Math.round(((head - base) / base) * 100))} %)`;
  return `${sign}${show(Math.abs(head - base))}${percent}`;
}

/** What to expect, in sentences that need no knowledge of autoscalers. */
export function expectations({ consequences }: DiffReport): string[] {
  return consequences.rows.flatMap((row) =>
    [worstCase(row), podsForSameLoad(row), ramp(row), ...waiting(row), floor(row), unknown(row)].filter(
      (text) => text !== undefined,
    ),
  );
}

function worstCase({ pods, base, head }: Consequence): string | undefined {
  if (base === null && head === null) return undefined;
  if (base === null) return `${pods} is new: it runs up to ${countAndPrice(head)}.`;
  if (head === null) return `${pods} is gone: it ran up to ${countAndPrice(base)}.`;
  if (head.maxPods === base.maxPods && head.priceUsdPerHour === base.priceUsdPerHour) return undefined;
  return `${pods} can grow to ${countAndPrice(head)}, before it was ${countAndPrice(base)}.`;
}

function countAndPrice(capacity: Capacity | null): string {
  if (capacity === null || capacity.maxPods === null || capacity.priceUsdPerHour === null)
    return 'any number of pods (nothing bounds it)';
  return `${capacity.maxPods} ${capacity.maxPods === 1 ? 'pod' : 'pods'} (${usdText(capacity.priceUsdPerHour)} per hour)`;
}

function ramp({ pods, base, head }: Consequence): string | undefined {
  if (head === null || head.minPods === head.maxPods) return undefined;
  if (base !== null && base.minToMaxSeconds === head.minToMaxSeconds && base.isMaxReachable === head.isMaxReachable)
    return undefined;
  const before =
    base === null || rampWords(base) === undefined
      ? ''
      : `, before it took ${rampWords(base) ?? ''} to ask for its ${base.maxPods ?? 0}`;
  if (!head.isMaxReachable)
    return `${pods} does not get from ${head.minPods} to ${head.maxPods ?? 0} pods within a week: its policies do not allow it${before}.`;
  if (head.minToMaxSeconds === 0) {
    return `When load jumps, ${pods} asks for all ${head.maxPods ?? 0} pods at once (from ${Math.max(head.minPods, 1)}; starting them takes its time)${before}.`;
  }
  const words = rampWords(head);
  if (words === undefined) return undefined;
  return `When load jumps, ${pods} takes at least ${words} to ask for all ${head.maxPods ?? 0} pods (from ${Math.max(head.minPods, 1)}, by the rules of its autoscaler; starting the pods comes on top)${before}.`;
}

/** Within this factor the number of pods counts as unchanged. */
const SAME_FACTOR = 0.02;

function podsForSameLoad({ pods, base, head }: Consequence): string | undefined {
  const [before, after] = [base?.coresAtTarget ?? null, head?.coresAtTarget ?? null];
  if (before === null || after === null || before === 0 || after === 0) return undefined;
  const factor = before / after;
  if (Math.abs(factor - 1) < SAME_FACTOR) return undefined;
  const words = factor > 1 ? 'more pods, each less busy' : 'fewer pods, each busier';
  return `For the same CPU load ${pods} runs about ${shortNumber(factor)} times the pods (${words}): a pod is meant to use ${shortNumber(after)} cores, before it was ${shortNumber(before)}.`;
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

function rampWords({ minToMaxSeconds, minPods, maxPods }: PodsCapacity): string | undefined {
  if (minToMaxSeconds === null || minPods === maxPods) return undefined;
  if (minToMaxSeconds === 0) return 'no time';
  return minToMaxSeconds < 120 ? `${minToMaxSeconds} s` : `${shortNumber(minToMaxSeconds / 60)} min`;
}

function floor({ pods, base, head }: Consequence): string | undefined {
  if (base === null || head === null || base.minPods === head.minPods) return undefined;
  if (head.minPods === 0)
    return `${pods} goes down to 0 pods when idle: the first request or job after that waits for a pod to start.`;
  return `With no load ${pods} keeps ${head.minPods} ${head.minPods === 1 ? 'pod' : 'pods'}${idlePrice(head)}, before it was ${base.minPods}${idlePrice(base)}.`;
}

function idlePrice({ minPods, maxPods, priceUsdPerHour }: Capacity): string {
  if (maxPods === null || maxPods === 0 || priceUsdPerHour === null || priceUsdPerHour === 0) return '';
  return ` (${usdText((priceUsdPerHour / maxPods) * minPods)} per hour)`;
}

function unknown({ head }: Consequence): string | undefined {
  if (head === null || head.withoutRequest.length === 0) return undefined;
  return `Some containers state no request (${head.withoutRequest.join(', ')}): their part of CPU, memory and price is missing here.`;
}

/** One line that says it all: `3 changes in scaling; at most 5 → 20 pods, $0.16 → $0.65 per hour; 1 to watch out for`. */
export function headline(report: DiffReport): string {
  const {
    changes,
    consequences: { total },
    newFindings,
  } = report;
  const notJudged = notJudgedHeadline(report);
  if (changes.length === 0 && newFindings.length === 0 && notJudged !== '')
    return `${notJudged}; nothing else changes in scaling`;
  const parts = [
    ...(notJudged === '' ? [] : [notJudged]),
    `${changes.length} ${changes.length === 1 ? 'object changes' : 'objects change'} in scaling`,
  ];
  const pods = ({ maxPods }: Capacity): string => (maxPods === null ? 'no bound' : String(maxPods));
  const price = ({ priceUsdPerHour }: Capacity): string => (priceUsdPerHour === null ? 'no bound' : usdText(priceUsdPerHour));
  if (pods(total.base) === pods(total.head) && price(total.base) === price(total.head))
    parts.push('at most as many pods as before');
  else parts.push(`at most ${pods(total.base)} → ${pods(total.head)} pods, ${price(total.base)} → ${price(total.head)} per hour`);
  parts.push(...moreErrors(report));
  parts.push(newFindings.length === 0 ? 'nothing new to watch out for' : `${newFindings.length} to watch out for`);
  return parts.join('; ');
}

/** The loads under which more requests are predicted to fail, which a reviewer must not miss. */
function moreErrors({ predictions }: DiffReport): string[] {
  const worse = (predictions?.rows ?? []).filter((row) => row.metric === 'errorRate' && isMaterial(row) && row.change.value > 0);
  const scenarios = [...new Set(worse.map(({ scenario }) => scenario))];
  return scenarios.length === 0 ? [] : [`more errors predicted under ${scenarios.join(' and ')}`];
}

/** The assumptions behind every number. */
export function assumptions({ prices, kubernetesVersion, predictions }: DiffReport): string[] {
  return [
    `Prices: $${prices.vcpuHourUsd} per vCPU-hour, $${prices.gibHourUsd} per GiB-hour, $${prices.gpuHourUsd} per GPU-hour, for what pods request (not for what nodes cost).`,
    '"At most" means every autoscaler at its maximum, whatever the load. DaemonSets, the surge of a rollout and node start-up are left out.',
    `Times are those of the HPA's rules on Kubernetes ${kubernetesVersion}, with a metric that asks for the maximum at once and pods that start at once.`,
    ...(predictions === null
      ? ['No traffic was simulated: nothing here says how latency or errors change.']
      : predictions.assumptions),
  ];
}
