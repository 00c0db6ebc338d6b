import { cronTriggers, floors, hpaMaxReplicas, leastReplicas, periodOf, type ScaledObjectSpec, type Trigger } from '../../keda';
import { setting, type Setting } from './setting';

const HOUR_MS = 3_600_000;

/** How long the cron triggers of an object ask for pods, and how many pods that keeps up beyond the minimum's own. */
export function cronSettings(spec: ScaledObjectSpec): Setting[] {
  const triggers = cronTriggers(spec);
  if (triggers.length === 0) return [];
  const { words, fromMs, toMs } = periodOf(triggers);
  const max = hpaMaxReplicas(spec);
  const stretches = floors(triggers, fromMs, toMs)
    .map(({ replicas, ...stretch }) => ({ pods: Math.min(max, replicas), hours: (stretch.toMs - stretch.fromMs) / HOUR_MS }))
    .filter(({ pods }) => pods > leastReplicas(spec));
  const hours = stretches.reduce((sum, one) => sum + one.hours, 0);
  const podHours = stretches.reduce((sum, one) => sum + one.hours * one.pods, 0);
  return [setting('cronHours', 'cron raises the minimum for', `${short(hours)} h ${words} (${short(podHours)} pod-hours)`)];
}

function short(hours: number): string {
  return String(Number(hours.toFixed(1)));
}

/** What a cron trigger asks for: `at least 5 pods, Mon–Fri 08:00–18:00 (Europe/Berlin)`. */
export function cronWords({ start = '', end = '', timezone = '', desiredReplicas = '' }: Trigger['metadata']): string {
  const pods = `at least ${desiredReplicas} ${desiredReplicas === '1' ? 'pod' : 'pods'}`;
  const [from, to] = [daily(start), daily(end)];
  const times =
    from === undefined || to === undefined
      ? `from ${start} to ${end}`
      : from.days === to.days
        ? `${from.days} ${from.time}–${to.time}`
        : `${from.days} ${from.time} to ${to.days} ${to.time}`;
  return `${pods}, ${times} (${timezone})`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** A schedule that comes at one time of some days of the week. */
function daily(schedule: string): { readonly days: string; readonly time: string } | undefined {
  const [, minute, hour, days = ''] = /^(\d{1,2})\s+(\d{1,2})\s+[*?]\s+[*?]\s+(\S+)$/.exec(schedule.trim()) ?? [];
  if (minute === undefined || hour === undefined) return undefined;
  const words = days === '*' || days === '?' ? 'daily' : daysOf(days);
  return words === undefined ? undefined : { days: words, time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` };
}

function daysOf(text: string): string | undefined {
  const parts = text.split(',').map((part) => part.split('-').map(dayOf));
  if (parts.some((part) => part.length > 2 || part.includes(undefined))) return undefined;
  return parts.map((part) => part.join('–')).join(', ');
}

function dayOf(text: string): string | undefined {
  return /^[0-6]$/.test(text) ? DAYS[Number(text)] : DAYS.find((day) => day.toLowerCase() === text.toLowerCase());
}
