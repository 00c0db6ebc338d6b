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
  const { startMs, endMs } = nextEvents(windows, atMs);
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
    const asked = triggers.map((one) => (isWithin(one, atMs) ? one.desiredReplicas : 0));
    const events = triggers.flatMap((one) => Object.values(nextEvents(one, atMs)));
    const untilMs = Math.min(toMs, ...events.filter((event): event is number => event !== undefined));
    const replicas = Math.max(0, ...asked);
    const last = stretches.at(-1);
    if (last?.replicas === replicas) stretches[stretches.length - 1] = { ...last, toMs: untilMs };
    else stretches.push({ fromMs: atMs, toMs: untilMs, replicas });
    atMs = untilMs;
  }
  return stretches;
}
