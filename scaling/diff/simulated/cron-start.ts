import { cronTriggers, floors, hpaMaxReplicas, leastReplicas, type Floor, type ScaledObjectSpec } from '../../keda';
import type { ScaledPods } from '../../manifests';

/** When a simulation starts, where cron triggers make that matter. */
export interface StartTime {
  readonly atMs: number;
  /** `as on Mon 08:30 UTC, when cron asks for 5 pods in the base and for none in the head`. */
  readonly words: string;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A week from Monday on in which no clock is changed; where schedules have dates, the year from then on. */
const FROM_MS = Date.UTC(2026, 0, 5);
/** After the start of a window the pods have come, and any stabilization is over. */
const SETTLED_MS = 30 * MINUTE_MS;

/**
 * The moment at which cron triggers make the most of a difference between two sides: within the stretches in which they ask for
 * different counts the longest; within the longest of all when they never do.
 *
 * @returns undefined when neither side has a cron trigger
 */
export function cronStart(base: ScaledPods, head: ScaledPods): StartTime | undefined {
  if (!hasCron(base) && !hasCron(head)) return undefined;
  const stretches = pairedFloors(base, head, 7 * DAY_MS);
  const week = stretches.filter(({ before, after }) => before !== after);
  const differing =
    week.length > 0 ? week : pairedFloors(base, head, 365 * DAY_MS).filter(({ before, after }) => before !== after);
  const longest = longestOf(differing.length > 0 ? differing : stretches);
  if (longest === undefined) return undefined;
  const { fromMs, toMs, before, after } = longest;
  const atMs = toMs - fromMs > 2 * SETTLED_MS ? fromMs + SETTLED_MS : fromMs;
  const asks =
    before === after ? `asks for ${pods(before)}` : `asks for ${pods(before)} in the base and for ${pods(after)} in the head`;
  return { atMs, words: `as on ${momentWords(atMs)}, when cron ${asks}` };
}

/** Pods that cron triggers keep up at a moment; undefined without any. */
export function cronPods({ keda }: ScaledPods, atMs: number): number | undefined {
  const triggers = keda === undefined ? [] : cronTriggers(keda.spec);
  const asked = floors(triggers, atMs, atMs + 1)[0]?.replicas ?? 0;
  return keda === undefined || asked === 0 ? undefined : bounded(keda.spec, asked);
}

function hasCron({ keda }: ScaledPods): boolean {
  return keda !== undefined && keda.spec.triggers.some(({ type }) => type === 'cron');
}

interface PairedFloor {
  readonly fromMs: number;
  readonly toMs: number;
  readonly before: number;
  readonly after: number;
}

function pairedFloors(base: ScaledPods, head: ScaledPods, lengthMs: number): PairedFloor[] {
  const [one, other] = [base, head].map(({ keda }) => (keda === undefined ? [] : floorsOf(keda.spec, lengthMs))) as [
    Floor[],
    Floor[],
  ];
  const times = [...new Set([...one, ...other].flatMap(({ fromMs, toMs }) => [fromMs, toMs]))].sort(
    (left, right) => left - right,
  );
  const at = (all: readonly Floor[], ms: number): number =>
    all.find(({ fromMs, toMs }) => fromMs <= ms && ms < toMs)?.replicas ?? 0;
  return times.slice(1).map((toMs, index) => {
    const fromMs = times[index] ?? toMs;
    return { fromMs, toMs, before: at(one, fromMs), after: at(other, fromMs) };
  });
}

function floorsOf(spec: ScaledObjectSpec, lengthMs: number): Floor[] {
  return floors(cronTriggers(spec), FROM_MS, FROM_MS + lengthMs).map((one) => ({
    ...one,
    replicas: one.replicas === 0 ? 0 : bounded(spec, one.replicas),
  }));
}

function bounded(spec: ScaledObjectSpec, replicas: number): number {
  return Math.min(hpaMaxReplicas(spec), Math.max(leastReplicas(spec), replicas));
}

/** The longest stretch of the pair of counts that lasts the longest in all. */
function longestOf(stretches: readonly PairedFloor[]): PairedFloor | undefined {
  const keyOf = ({ before, after }: PairedFloor): string => `${before}/${after}`;
  const lengthOf = ({ fromMs, toMs }: PairedFloor): number => toMs - fromMs;
  const totals = new Map<string, number>();
  for (const one of stretches) totals.set(keyOf(one), (totals.get(keyOf(one)) ?? 0) + lengthOf(one));
  const [best] = [...totals].sort(([, left], [, right]) => right - left)[0] ?? [];
  return stretches.filter((one) => keyOf(one) === best).sort((left, right) => lengthOf(right) - lengthOf(left))[0];
}

function pods(count: number): string {
  return count === 0 ? 'none' : `${count} ${count === 1 ? 'pod' : 'pods'}`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function momentWords(atMs: number): string {
  const at = new Date(atMs);
  const isInWeek = atMs < FROM_MS + 7 * DAY_MS;
  const time = at.toISOString().slice(11, 16);
  return `${isInWeek ? (DAYS[at.getUTCDay()] ?? '') : at.toISOString().slice(5, 10)} ${time} UTC`;
}
