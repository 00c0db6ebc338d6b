import type { CronSource } from '../scaler';
import { nextTimeMs, parseSchedule, type Schedule } from './schedule';
import { TimeZone } from './time-zone';

/** A cron trigger that can be asked for its value at a moment. */
export interface CronWindows {
  readonly zone: TimeZone;
  readonly start: Schedule;
  readonly end: Schedule;
  readonly desiredReplicas: number;
}

/** Undefined where KEDA cannot read it: a schedule that is none, or a zone that does not exist. */
export function cronWindows({ timezone, start, end, desiredReplicas }: CronSource): CronWindows | undefined {
  const [zone, first, last] = [TimeZone.named(timezone), parseSchedule(start), parseSchedule(end)];
  if (zone === undefined || typeof first === 'string' || typeof last === 'string') return undefined;
  return { zone, start: first, end: last, desiredReplicas };
}

/**
 * Whether a moment lies between a start and an end: it does when the end comes next.
 * Follows KEDA 8b4f083, pkg/scalers/cron_scaler.go, GetMetricsAndActivity. A start that never comes counts as always past, an end
 * that never comes as one that has just been.
 */
export function isWithin(windows: CronWindows, atMs: number): boolean {
  return isBetween(nextEvents(windows, atMs));
}

interface Events {
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
}

function isBetween({ startMs, endMs }: Events): boolean {
  if (endMs === undefined) return false;
  return startMs === undefined || startMs >= endMs;
}

function nextEvents({ zone, start, end }: CronWindows, atMs: number): { startMs: number | undefined; endMs: number | undefined } {
  return { startMs: nextTimeMs(start, atMs, zone), endMs: nextTimeMs(end, atMs, zone) };
}

/** Replicas that several cron triggers ask for together, over a stretch of time. */
export interface Floor {
  readonly fromMs: number;
  readonly toMs: number;
  /** The most that one of them asks for: the HPA takes the largest. 0 outside of all windows. */
  readonly replicas: number;
}

/** A schedule that acts more often than this within the time asked for is not followed to its end. */
const MOST_STRETCHES = 20_000;

/** What cron triggers ask for from one moment to another, in stretches that are not the same. */
export function floors(triggers: readonly CronWindows[], fromMs: number, toMs: number): Floor[] {
  const stretches: Floor[] = [];
  let atMs = fromMs;
  for (let count = 0; atMs < toMs && count < MOST_STRETCHES; count++) {
    const events = triggers.map((one) => nextEvents(one, atMs));
    const asked = triggers.map(({ desiredReplicas }, index) =>
      events.slice(index, index + 1).some(isBetween) ? desiredReplicas : 0,
    );
    const untilMs = Math.min(toMs, ...events.flatMap(({ startMs = toMs, endMs = toMs }) => [startMs, endMs]));
    const replicas = Math.max(0, ...asked);
    const last = stretches.at(-1);
    if (last?.replicas === replicas) stretches[stretches.length - 1] = { ...last, toMs: untilMs };
    else stretches.push({ fromMs: atMs, toMs: untilMs, replicas });
    atMs = untilMs;
  }
  return stretches;
}

/** A stretch of time that tells all about some triggers. */
export interface Period {
  readonly words: 'a week' | 'a year';
  readonly fromMs: number;
  readonly toMs: number;
}

/** From Monday on, without a change of the clock anywhere. */
const WEEK: Period = { words: 'a week', fromMs: Date.UTC(2026, 0, 5), toMs: Date.UTC(2026, 0, 12) };
/** A leap year, so that every date comes. */
const YEAR: Period = { words: 'a year', fromMs: Date.UTC(2028, 0, 1), toMs: Date.UTC(2029, 0, 1) };

/** A week where no schedule looks at dates, else a year. */
export function periodOf(triggers: readonly CronWindows[]): Period {
  return triggers.every(({ start, end }) => start.isWeekly && end.isWeekly) ? WEEK : YEAR;
}

/** How long any of some triggers is active, milliseconds. */
export function activeMs(triggers: readonly CronWindows[], { fromMs, toMs }: Period): number {
  return floors(triggers, fromMs, toMs).reduce((sum, one) => sum + (one.replicas > 0 ? one.toMs - one.fromMs : 0), 0);
}
