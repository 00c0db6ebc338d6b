import { TRADEOFF_METRICS, isTradeoffRun, type BenchmarkResult, type Run } from '../../contract';
import { describeMetric } from '../text/metric';
import { metricText, plainNumber } from '../text/number';
import { plain } from '../../contract';

export interface TradeoffCell {
  readonly metric: string;
  /** `83.1 ms → 55.0 ms`, or why there is no number. */
  readonly value: string;
  /** `×0.66 (0.61 – 0.72)`; empty without a measurement. */
  readonly change: string;
  readonly arrow: string;
  readonly textbook: string;
  readonly agreement: 'agrees' | 'contradicts' | 'unclear';
  /** Results that the two numbers came from, by name. */
  readonly from: readonly string[];
}

interface TradeoffLine {
  /** `Quantization: fp32 → int8` */
  readonly title: string;
  readonly cells: readonly TradeoffCell[];
  /** One sentence per contradiction: what, and why. */
  readonly contradictions: readonly string[];
}

interface TradeoffTable {
  readonly result: BenchmarkResult;
  readonly columns: readonly string[];
  readonly lines: readonly TradeoffLine[];
}

type Row = BenchmarkResult['rows'][number];

const ARROWS: Readonly<Record<string, string>> = { up: '↑', down: '↓', same: '=', unclear: '?' };

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
  const contrary = rows.filter((row) => row['agrees'] === 'no');
  const reasons = [...new Set(contrary.map((row) => text(row, 'why')))];
  return reasons.map((reason) => {
    const what = contrary
      .filter((row) => text(row, 'why') === reason)
      .map((row) => {
        const [found, expected] = [text(row, 'direction'), text(row, 'textbook')];
        return `${describeMetric(text(row, 'metric')).title} went ${WENT[found] ?? found} where the textbook says ${WENT[expected] ?? expected}`;
      });
    return `${what.join(', ')}. ${plain(reason)}`;
  });
}

const WENT: Readonly<Record<string, string>> = { up: 'up', down: 'down', same: 'nowhere' };

function cellOf(row: Row): TradeoffCell {
  const metric = text(row, 'metric');
  const from = [text(row, 'beforeResult'), text(row, 'afterResult')].filter((name) => name !== '');
  const common = { metric, textbook: ARROWS[text(row, 'textbook')] ?? '', from };
  const [before, after] = [row['beforeValue'], row['afterValue']];
  if (typeof before !== 'number' || typeof after !== 'number')
    return { ...common, value: plain(text(row, 'note')), change: '', arrow: ARROWS['unclear'] ?? '', agreement: 'unclear' };
  const agrees = text(row, 'agrees');
  return {
    ...common,
    value: `${metricText(metric, before)} → ${metricText(metric, after)}`,
    change: changeText(row),
    arrow: ARROWS[text(row, 'direction')] ?? '',
    agreement: agrees === 'yes' ? 'agrees' : agrees === 'no' ? 'contradicts' : 'unclear',
  };
}

function changeText(row: Row): string {
  const [change, low, high] = ['change', 'low', 'high'].map((key) => Number(row[key])) as [number, number, number];
  const text = row['scale'] === 'ratio' ? ratio : points;
  const changed = row['scale'] === 'ratio' ? `×${ratio(change)}` : `${points(change)} points`;
  // What was measured once may have no interval.
  return typeof row['low'] === 'number' ? `${changed} (${text(low)} – ${text(high)})` : changed;
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
