import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cronReading, nextTimeMs, parseSchedule, TimeZone, type Schedule } from '../keda';

interface Table {
  readonly nexts: readonly { zone: string; schedule: string; after: string; next: string }[];
  readonly parses: readonly { schedule: string; accepted: boolean }[];
  readonly withins: readonly { zone: string; start: string; end: string; at: string; within: boolean }[];
}

const { nexts, parses, withins } = JSON.parse(
  readFileSync(join(__dirname, '../../tests/conformance/upstream/keda-cron.json'), 'utf8'),
) as Table;

function scheduleOf(text: string): Schedule {
  const schedule = parseSchedule(text);
  if (typeof schedule === 'string') throw new Error(schedule);
  return schedule;
}

test('a schedule is accepted where robfig/cron accepts it', () => {
  expect(parses.map(({ schedule }) => ({ schedule, accepted: typeof parseSchedule(schedule) !== 'string' }))).toEqual(parses);
});

test('the next time is that of robfig/cron, through changes of the clock', () => {
  const answers = nexts.map(({ zone, schedule, after }) => {
    const found = nextTimeMs(scheduleOf(schedule), Date.parse(after), TimeZone.named(zone)!);
    return { zone, schedule, after, next: found === undefined ? 'never' : new Date(found).toISOString() };
  });
  expect(answers).toEqual(nexts);
});

test('a trigger is active where that of KEDA is', () => {
  const answers = withins.map(({ zone, start, end, at }) => {
    const reading = cronReading({ kind: 'cron', timezone: zone, start, end, desiredReplicas: 3 }, Date.parse(at));
    return { zone, start, end, at, within: 'value' in reading && reading.value === 3 };
  });
  expect(answers).toEqual(withins);
});
