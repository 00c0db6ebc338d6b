import type { BenchmarkResult } from '../../contract';
import { describeMetric } from '../text/metric';
import { metricText } from '../text/number';
import { plain } from '../../contract';
import { EMPTY } from '../text/words';

type Cell = BenchmarkResult['rows'][number][string];

export interface Column {
  readonly key: string;
  readonly title: string;
  readonly isNumeric: boolean;
}

/** The columns of a result's rows: every key that any row has, in order of first appearance. */
export function columnsOf(rows: BenchmarkResult['rows']): Column[] {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return keys.map((key) => ({
    key,
    title: describeMetric(key).isKnown ? describeMetric(key).title : spaced(key),
    isNumeric: rows.every((row) => ['number', 'undefined'].includes(typeof (cellOf(row, key) ?? undefined))),
  }));
}

/** More columns than this do not fit a page. */
const MOST_COLUMNS = 9;
/** What decides between rows: speed, quality and cost, most telling first. */
const DECIDING: readonly string[] = [
  ...['recommended', 'speedUp', 'accuracy', 'accuracyRatio', 'validationAccuracy', 'saturationRps', 'limitShare'],
  ...['costPer1000Usd', 'costPerPodMonthUsd', 'p95Ms', 'p95Closed1Ms', 'memoryPeakBytes', 'sizeBytes', 'errorRate'],
];

/** The columns that a page has room for, and the others: a wide table is shown as two, so that cost and quality are always seen. */
export function splitColumns(columns: readonly Column[]): readonly (readonly Column[])[] {
  const [name, ...others] = columns;
  if (name === undefined || columns.length <= MOST_COLUMNS) return [columns];
  const deciding = DECIDING.flatMap((key) => others.filter((column) => column.key === key)).slice(0, MOST_COLUMNS - 1);
  if (deciding.length === 0) return [columns];
  return [
    [name, ...deciding],
    [name, ...others.filter((column) => !deciding.includes(column))],
  ];
}

export interface RowTable {
  /** Undefined for rows without tables. */
  readonly title: string | undefined;
  readonly rows: BenchmarkResult['rows'];
}

/** Rows that name a table, table by table in order of first appearance, without the name. */
export function tablesOf(rows: BenchmarkResult['rows']): RowTable[] {
  const titles = [...new Set(rows.map((row) => tableOf(row)))];
  return titles.map((title) => ({
    title,
    rows: rows
      .filter((row) => tableOf(row) === title)
      .map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => key !== 'table'))),
  }));
}

function tableOf(row: BenchmarkResult['rows'][number]): string | undefined {
  const title = cellOf(row, 'table');
  return typeof title === 'string' ? plain(title) : undefined;
}

/** The cell of a row; undefined when the row has none, even for a key such as `__proto__`. */
export function cellOf(row: BenchmarkResult['rows'][number], key: string): Cell | undefined {
  return Object.hasOwn(row, key) ? row[key] : undefined;
}

export function cellText(key: string, cell: Cell | undefined): string {
  if (cell === undefined || cell === null) return EMPTY;
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  return typeof cell === 'number' ? metricText(key, cell) : plain(cell);
}

/** `withinSlo` -> `within slo`: readable, and still recognisably the key in the JSON. */
function spaced(key: string): string {
  return plain(key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase());
}
