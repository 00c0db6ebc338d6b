import { TRADEOFF_METRICS, isTradeoffRun, type BenchmarkResult, type Run } from '../../contract';
import { describeMetric } from '../text/metric';
import { metricText, plainNumber } from '../text/number';
import { plain } from '../../contract';

export interface TradeoffCell {
  readonly metric: string;
  /** `83.1 ms` and `55.0 ms`; undefined without a measurement. */
  readonly values: readonly [before: string, after: string] | undefined;
  /** Why there is no number; empty where there is one. */
  readonly note: string;
  /** `×0.66`, and `0.61 – 0.72`; empty without a measurement or an interval. */
  readonly change: string;
  readonly interval: string;
  readonly arrow: string;
  /** What the course says, and what this lab expects; undefined where it says nothing. */
  readonly textbook: Claim | undefined;
  readonly expected: Claim | undefined;
  /** Results that the two numbers came from, by name. */
  readonly from: readonly string[];
}

/** What is said of a number, as a sign, and whether the measurement agrees. */
export interface Claim {
  readonly sign: string;
  readonly agreement: Agreement;
}

export type Agreement = 'agrees' | 'contradicts' | 'unclear';

interface TradeoffLine {
  /** `Quantization: fp32 → int8` */
  readonly title: string;
  readonly cells: readonly TradeoffCell[];
  /** One sentence per reason: what went another way than the course or this lab expects, and why. */
  readonly contradictions: readonly string[];
}

interface TradeoffTable {
  readonly result: BenchmarkResult;
  readonly columns: readonly string[];
  readonly lines: readonly TradeoffLine[];
}

type Row = BenchmarkResult['rows'][number];

const ARROWS: Readonly<Record<string, string>> = { up: '↑', down: '↓', same: '=', unclear: '?' };
/** What a textbook may say besides. */
const SIGNS: Readonly<Record<string, string>> = { ...ARROWS, 'slightly-down': '↘', varies: '↕' };

/** Explains the signs of the table. */
export const TRADEOFF_KEY =
  '↑ up, ↓ down, ↘ a little down, = the same, ↕ it depends, ? cannot tell; ✓ as measured, ✗ not as measured. Course: what a course says; ours: what this lab expects of this load, where it differs.';

/** The trade-off table of a run; undefined when it has none. */
export function tradeoffTable(run: Run): TradeoffTable | undefined {
  const result = run.results.find(({ kind }) => kind === 'tradeoffs');
  if (result === undefined) return undefined;
  const titles = [...new Set(result.rows.map(titleOf))];
  return {
    result,
    columns: TRADEOFF_METRICS.map((metric) => describeMetric(metric).title),
    lines: titles.map((title) =>
      lineOf(
        title,
        result.rows.filter((row) => titleOf(row) === title),
      ),
    ),
  };
}

/** Runs behind the table have their own sections and no card: the table is their summary. */
export function withoutTradeoffRuns(results: readonly BenchmarkResult[]): BenchmarkResult[] {
  return results.filter(({ name }) => !isTradeoffRun(name));
}

function lineOf(title: string, rows: readonly Row[]): TradeoffLine {
  const cells = TRADEOFF_METRICS.flatMap((metric) => rows.filter((row) => row['metric'] === metric).map(cellOf));
  return { title, cells, contradictions: contradictionsOf(rows) };
}

/** One sentence for all numbers that the same reason explains. */
function contradictionsOf(rows: readonly Row[]): string[] {
  const contrary = rows.filter((row) => text(row, 'why') !== '');
  const reasons = [...new Set(contrary.map((row) => text(row, 'why')))];
  return reasons.map((reason) => {
    const what = contrary.filter((row) => text(row, 'why') === reason).map(contradiction);
    return `${what.join(', ')}. ${plain(reason)}`;
  });
}

function contradiction(row: Row): string {
  const byCourse = row['agrees'] === 'no';
  const [found, claimed] = [text(row, 'direction'), text(row, byCourse ? 'textbook' : 'expected')];
  const who = byCourse ? 'the course says' : 'this lab expects';
  return `${describeMetric(text(row, 'metric')).title} went ${WENT[found] ?? found} where ${who} ${CLAIMED[claimed] ?? claimed}`;
}

const WENT: Readonly<Record<string, string>> = { up: 'up', down: 'down', same: 'nowhere' };
const CLAIMED: Readonly<Record<string, string>> = { ...WENT, same: 'the same', 'slightly-down': 'a little down' };

function cellOf(row: Row): TradeoffCell {
  const metric = text(row, 'metric');
  const from = [text(row, 'beforeResult'), text(row, 'afterResult')].filter((name) => name !== '');
  const common = { metric, from, ...claims(row) };
  const [before, after] = [row['beforeValue'], row['afterValue']];
  const unknown = ARROWS['unclear'] ?? '';
  if (typeof before !== 'number' || typeof after !== 'number')
    return { ...common, values: undefined, note: plain(text(row, 'note')), change: '', interval: '', arrow: unknown };
  return {
    ...common,
    values: [metricText(metric, before), metricText(metric, after)],
    note: '',
    ...changeTexts(row),
    arrow: ARROWS[text(row, 'direction')] ?? unknown,
  };
}

/** Our own expectation is told where it is not what the course says anyway. */
function claims(row: Row): Pick<TradeoffCell, 'textbook' | 'expected'> {
  const [textbook, expected] = [claim(row, 'textbook', 'agrees'), claim(row, 'expected', 'asExpected')];
  return { textbook, expected: expected?.sign === textbook?.sign ? undefined : expected };
}

function claim(row: Row, of: string, verdict: string): Claim | undefined {
  const said = text(row, of);
  if (said === '') return undefined;
  const agreement = row[verdict] === 'yes' ? 'agrees' : row[verdict] === 'no' ? 'contradicts' : 'unclear';
  return { sign: SIGNS[said] ?? plain(said), agreement };
}

function changeTexts(row: Row): Pick<TradeoffCell, 'change' | 'interval'> {
  const [change, low, high] = ['change', 'low', 'high'].map((key) => Number(row[key])) as [number, number, number];
  const text = row['scale'] === 'ratio' ? ratio : points;
  return {
    change: row['scale'] === 'ratio' ? `×${ratio(change)}` : `${points(change)} points`,
    // What was measured once may have no interval.
    interval: typeof row['low'] === 'number' ? `${text(low)} – ${text(high)}` : '',
  };
}

function ratio(value: number): string {
  return value >= 100 ? plainNumber(Math.round(value)) : value.toFixed(2);
}

function points(share: number): string {
  const value = (share * 100).toFixed(1).replace('-', '−');
  return share > 0 ? `+${value}` : value;
}

function titleOf(row: Row): string {
  return `${plain(text(row, 'tradeoff'))}: ${plain(text(row, 'before'))} → ${plain(text(row, 'after'))}`;
}

function text(row: Row, key: string): string {
  const value = row[key];
  return typeof value === 'string' ? value : '';
}

/** `83.1 ms → 55.0 ms`, or why there is no number. */
export function valueText({ values, note }: TradeoffCell): string {
  return values === undefined ? note : values.join(' → ');
}

/** `83.1 → 55.0 ms`: the unit once, where both have the same. */
export function shortValues([before, after]: readonly [string, string]): readonly [string, string] {
  const unit = / \S+$/.exec(after)?.[0] ?? '';
  return [unit !== '' && before.endsWith(unit) ? before.slice(0, -unit.length) : before, after];
}

/** `×0.66 (0.61 – 0.72)` */
export function changeText({ change, interval }: TradeoffCell): string {
  return interval === '' ? change : `${change} (${interval})`;
}

const MARKS: Readonly<Record<Agreement, string>> = { agrees: '✓', contradicts: '✗', unclear: '?' };

/** `course ↓ ✓, ours = ?`; empty where nothing is said. */
export function claimText({ textbook, expected }: TradeoffCell): string {
  const of = (who: string, one: Claim | undefined): string[] =>
    one === undefined ? [] : [`${who} ${one.sign} ${MARKS[one.agreement]}`];
  return [...of('course', textbook), ...of('ours', expected)].join(', ');
}
