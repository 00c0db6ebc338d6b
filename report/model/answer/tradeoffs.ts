import { plain, type BenchmarkResult } from '../../../contract';
import { joined } from './words';

type Row = BenchmarkResult['rows'][number];

/** What a reader of one line wants to know of a technique, in this order. */
const TOLD = [
  ['p95Ms', 'p95'],
  ['throughputRps', 'throughput'],
  ['errorRate', 'failed requests'],
  ['costPer1000Usd', 'cost per 1000'],
  ['accuracy', 'accuracy'],
] as const;

/** One line per technique. */
export function tradeoffAnswer({ rows }: BenchmarkResult): string[] {
  const titles = [...new Set(rows.map(titleOf))];
  return titles.map((title) => {
    const own = rows.filter((row) => titleOf(row) === title);
    return `${title}: ${joined(
      TOLD.flatMap(([metric, name]) =>
        told(
          own.find((row) => row['metric'] === metric),
          name,
        ),
      ),
    )}.`;
  });
}

function titleOf(row: Row): string {
  return `${text(row, 'tradeoff')} (${text(row, 'before')} → ${text(row, 'after')})`;
}

function text(row: Row, key: string): string {
  const value = row[key];
  return typeof value === 'string' ? plain(value) : '';
}

function told(row: Row | undefined, name: string): string[] {
  if (row === undefined) return [];
  const { change, direction, scale } = row;
  if (typeof change !== 'number') return [`${name} not measured`];
  if (direction === 'same') return [`${name} the same`];
  const size = scale === 'ratio' ? `×${change >= 10 ? change.toFixed(0) : change.toFixed(2)}` : points(change);
  return [direction === 'unclear' ? `${name} unclear (${size})` : `${name} ${size}`];
}

function points(share: number): string {
  const value = Math.abs(100 * share).toFixed(1);
  return `${share < 0 ? '−' : '+'}${value} points`;
}
