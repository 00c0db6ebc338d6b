import { TimeZone, type CivilTime } from './time-zone';

/** When something happens, in the five fields of cron. */
export interface Schedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** A day must suit both its date and its weekday; otherwise one of them is enough. */
  readonly daysMustSuitBoth: boolean;
  /** It does not look at dates, so that every week is like the next. */
  readonly isWeekly: boolean;
  /** Of a leading `CRON_TZ=`; undefined: the zone of whoever asks. */
  readonly zone: TimeZone | undefined;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Three letters each, from `min` on. */
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const FIELDS: readonly Field[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of the month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: MONTHS },
  { name: 'day of the week', min: 0, max: 6, names: WEEKDAYS },
];

/**
 * Reads a schedule.
 * Follows robfig/cron v3.0.1, parser.go, with five fields and no descriptors, as KEDA 8b4f083 sets it up.
 *
 * @returns what is wrong with it, in words that follow the schedule itself
 */
export function parseSchedule(text: string): Schedule | string {
  const [, zoneName, rest = text] = /^(?:CRON_)?TZ=(\S*)\s+(.*)$/s.exec(text) ?? [];
  const zone = zoneName === undefined ? undefined : TimeZone.named(zoneName);
  if (zoneName !== undefined && zone === undefined) return `has no time zone of the IANA database: ${zoneName}`;
  if (rest.startsWith('@')) return 'must be five fields: KEDA takes no names such as @daily';
  const parts = rest.trim().split(/\s+/);
  if (parts.length !== FIELDS.length)
    return `must have five fields (minute, hour, day of the month, month, day of the week), has ${parts.length}`;
  const sets: Numbers[] = [];
  for (const [index, field] of FIELDS.entries()) {
    const numbers = parseField(parts[index] ?? '', field);
    if (typeof numbers === 'string') return numbers;
    sets.push(numbers);
  }
  const [minutes = NONE, hours = NONE, days = NONE, months = NONE, weekdays = NONE] = sets;
  return {
    minutes: minutes.values,
    hours: hours.values,
    days: days.values,
    months: months.values,
    weekdays: weekdays.values,
    daysMustSuitBoth: days.isAny || weekdays.isAny,
    isWeekly: days.isAny && months.isAny,
    zone,
  };
}

interface Numbers {
  readonly values: ReadonlySet<number>;
  readonly isAny: boolean;
}
const NONE: Numbers = { values: new Set(), isAny: false };

function parseField(text: string, field: Field): Numbers | string {
  const values = new Set<number>();
  let isAny = false;
  for (const part of text.split(',').filter((one) => one !== '')) {
    const range = parseRange(part, field);
    if (typeof range === 'string') return range;
    for (let value = range.from; value <= range.to; value += range.step) values.add(value);
    isAny ||= range.isAny;
  }
  return { values, isAny };
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly isAny: boolean;
}

/** `*`, `5`, `1-5`, each with `/step`; `5/10` goes on to the end. */
function parseRange(text: string, field: Field): Range | string {
  const [body = '', stepText, more] = text.split('/');
  const [low = '', high, tooMuch] = body.split('-');
  if (more !== undefined || tooMuch !== undefined) return `has ${text} as ${field.name}, which is not a range`;
  const step = stepText === undefined ? 1 : wholeNumber(stepText);
  if (step === undefined || step === 0) return `has ${text} as ${field.name}: the step must be a number above 0`;
  const isStar = low === '*' || low === '?';
  const from = isStar ? field.min : numberIn(low, field);
  const written = high === undefined || isStar ? from : numberIn(high, field);
  if (from === undefined || written === undefined) return `has ${text} as ${field.name}, which is not a number`;
  const to = isStar || (stepText !== undefined && high === undefined) ? field.max : written;
  if (from < field.min || to > field.max)
    return `has ${text} as ${field.name}, which goes from ${field.min} to ${field.max}${field.names === WEEKDAYS && to === 7 ? ' (Sunday is 0)' : ''}`;
  if (from > to) return `has ${text} as ${field.name}, which ends before it begins`;
  return { from, to, step, isAny: isStar && step === 1 };
}

function numberIn(text: string, { names, min }: Field): number | undefined {
  const index = names?.indexOf(text.toLowerCase()) ?? -1;
  return index < 0 ? wholeNumber(text) : index + min;
}

function wholeNumber(text: string): number | undefined {
  return /^\+?\d{1,9}$/.test(text) ? Number(text) : undefined;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A schedule that does not come within so many years never comes. */
const YEARS = 5;
/** More than any schedule takes over these years: a day has at most 24 hours and an hour 60 minutes to look at. */
const MOST_STEPS = 200_000;

/**
 * The next time of a schedule after a moment; undefined when it never comes.
 * Follows robfig/cron v3.0.1, spec.go, Next: hours that a change of the clock skips are skipped, hours that it repeats come twice.
 */
export function nextTimeMs(schedule: Schedule, afterMs: number, zoneOfAsker: TimeZone): number | undefined {
  if ([schedule.minutes, schedule.hours, schedule.months].some(({ size }) => size === 0)) return undefined;
  const zone = schedule.zone ?? zoneOfAsker;
  let atMs = Math.floor(afterMs / 1000) * 1000 + 1000;
  const last = zone.civil(atMs).year + YEARS;
  // Seconds are always 0, so that the first candidate is the next whole minute.
  if (atMs % MINUTE_MS !== 0) atMs += MINUTE_MS - (((atMs % MINUTE_MS) + MINUTE_MS) % MINUTE_MS);
  let isMoved = false;
  for (let step = 0; step < MOST_STEPS; step++) {
    const now = zone.civil(atMs);
    if (now.year > last) return undefined;
    if (!schedule.months.has(now.month)) {
      const { day, hour, minute } = isMoved ? now : MONTH_START;
      atMs = zone.momentMs(now.year, now.month + 1, day, hour, minute);
      isMoved = true;
    } else if (!suitsDay(schedule, now)) {
      atMs = startOfNextDay(zone, isMoved ? now : { ...now, hour: 0, minute: 0 });
      isMoved = true;
    } else if (!schedule.hours.has(now.hour)) {
      if (!isMoved) atMs = zone.momentMs(now.year, now.month, now.day, now.hour, 0);
      atMs += HOUR_MS;
      isMoved = true;
    } else if (!schedule.minutes.has(now.minute)) {
      atMs += MINUTE_MS;
      isMoved = true;
    } else return atMs;
  }
  return undefined;
}

function suitsDay({ days, weekdays, daysMustSuitBoth }: Schedule, { day, weekday }: CivilTime): boolean {
  const [byDate, byWeekday] = [days.has(day), weekdays.has(weekday)];
  return daysMustSuitBoth ? byDate && byWeekday : byDate || byWeekday;
}

/** A day later. Where a change of the clock leaves no midnight upstream moves by whole hours, which may end on the day before. */
function startOfNextDay(zone: TimeZone, { year, month, day, hour, minute }: CivilTime): number {
  const atMs = zone.momentMs(year, month, day + 1, hour, minute);
  const later = zone.civil(atMs);
  if (later.hour === 0) return atMs;
  return atMs + (later.hour > 12 ? 24 - later.hour : -later.hour) * HOUR_MS;
}

const MONTH_START = { day: 1, hour: 0, minute: 0 };
