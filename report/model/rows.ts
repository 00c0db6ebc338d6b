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
