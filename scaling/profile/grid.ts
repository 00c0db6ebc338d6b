import { UserError } from '../../contract';
import { stepCount, timeText, type Series, type TimeRange } from './prometheus';

/** Missing steps in a row that are filled in, and which share of all. */
const LONGEST_FILLED = 3;
const MOST_FILLED_SHARE = 0.1;

/** A query and its name in messages. */
export interface NamedQuery {
  /** `requests per second (--rps-query)` */
  readonly name: string;
  readonly query: string;
}

/** Values of one series at the steps of a range; NaN where there is none. */
export function onGrid({ points }: Series, range: TimeRange): Float64Array {
  const values = new Float64Array(stepCount(range)).fill(Number.NaN);
  for (const [atSeconds, value] of points) {
    const index = Math.round((atSeconds - range.fromSeconds) / range.stepSeconds) - 1;
    if (index >= 0 && index < values.length) values[index] = value;
  }
  return values;
}

/** @throws UserError when a query that must give one series gives several; undefined when it gives none. */
export function onlySeries(series: readonly Series[], { name, query }: NamedQuery): Series | undefined {
  if (series.length <= 1) return series[0];
  throw new UserError({
    where: name,
    problem: `gives ${series.length} series, where one is needed: ${query}`,
    fix: 'Put sum(…) around it.',
    code: 'query-wrong',
  });
}

export interface Filled {
  readonly values: Float64Array;
  /** Steps that were missing. */
  readonly filled: number;
}

/**
 * Short gaps are filled on the line between their ends, the ends with their neighbour.
 *
 * @throws UserError naming the longest gap, and the longest stretch without one, where too much is missing
 */
export function withoutGaps(values: Float64Array, range: TimeRange, { name }: Pick<NamedQuery, 'name'>): Filled {
  const gaps = stretches(values, (value) => Number.isNaN(value));
  const missing = gaps.reduce((sum, { from, to }) => sum + to - from, 0);
  const longest = longestOf(gaps);
  if (longest === undefined) return { values, filled: 0 };
  if (longest.to - longest.from > LONGEST_FILLED || missing > MOST_FILLED_SHARE * values.length) {
    const whole = longestOf(stretches(values, (value) => !Number.isNaN(value)));
    const at = (index: number): string => timeText(range.fromSeconds + index * range.stepSeconds);
    throw new UserError({
      where: name,
      problem: `has no value for ${missing} of ${values.length} steps, most of them from ${at(longest.from)} to ${at(longest.to)}.`,
      fix:
        whole === undefined
          ? 'Choose another range.'
          : `Choose a range without the gap: --from ${at(whole.from)} --to ${at(whole.to)}`,
      code: 'query-empty',
    });
  }
  const whole = Float64Array.from(values);
  for (const { from, to } of gaps) {
    const after = values[to];
    const before = values[from - 1] ?? after ?? 0;
    for (let index = from; index < to; index++)
      whole[index] = before + (((after ?? before) - before) * (index - from + 1)) / (to - from + 1);
  }
  return { values: whole, filled: missing };
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

function stretches(values: Float64Array, isIn: (value: number) => boolean): Stretch[] {
  const found: Stretch[] = [];
  let from = -1;
  for (let index = 0; index <= values.length; index++) {
    const inside = index < values.length && isIn(values[index] ?? Number.NaN);
    if (inside && from < 0) from = index;
    if (!inside && from >= 0) {
      found.push({ from, to: index });
      from = -1;
    }
  }
  return found;
}

function longestOf(found: readonly Stretch[]): Stretch | undefined {
  return found.reduce<Stretch | undefined>(
    (best, one) => (best === undefined || one.to - one.from > best.to - best.from ? one : best),
    undefined,
  );
}

const RATE = /rate|increase|deriv|delta/;
const ENOUGH_STEPS = 8;

/** @throws UserError when values cannot be a rate: negative ones, or a counter as it is. */
export function refuseCounter(values: Float64Array, { name, query }: NamedQuery): void {
  const negative = values.findIndex((value) => value < 0);
  if (negative >= 0)
    throw new UserError({
      where: name,
      problem: `is negative (${values[negative]} at step ${negative + 1}): a counter was reset, and the query does not know: ${query}`,
      fix: 'Take the rate of every series before the sum: sum(rate(metric[$window])).',
      code: 'query-wrong',
    });
  if (RATE.test(query) || values.length < ENOUGH_STEPS) return;
  const steps = Array.from(values.subarray(1), (value, index) => value - (values[index] ?? value));
  const falls = steps.filter((change) => change < 0).length;
  const rises = steps.filter((change) => change > 0).length;
  if (rises < 0.75 * steps.length || falls > 0.1 * steps.length) return;
  throw new UserError({
    where: name,
    problem: `grows from ${values[0]} to ${values.at(-1)}${falls > 0 ? ` with ${falls} resets` : ''}: that is a counter, not a rate: ${query}`,
    fix: 'Put rate(…[$window]) around the counter.',
    code: 'query-wrong',
  });
}
