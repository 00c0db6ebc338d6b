import type { BenchmarkResult, Run } from '../../contract';
import { cellOf, cellText } from '../model/rows';
import { plain } from '../../contract';
import type { Paint } from './ansi';
import { hanging, wrapped } from './layout';

/** Numbers of a row with their column titles; a tool that did not run has a note instead. */
const COLUMNS = [
  ['throughputRps', 'answered'],
  ['p50Ms', 'p50'],
  ['p95Ms', 'p95'],
  ['p99Ms', 'p99'],
  ['errors', 'errors'],
  ['toolCpuSeconds', 'tool CPU'],
] as const;
const GAP = 2;

type Row = BenchmarkResult['rows'][number];

/** How far load tools agree: a line per tool, then whether the numbers show coordinated omission. */
export function toolsTable(run: Run, width: number, paint: Paint): string[] {
  return run.results
    .filter((result) => result.kind === 'tools' && result.rows.length > 0)
    .flatMap((result) => [
      ...wrapped(`Load tools (${plain(result.name)})`, width).map((line) => paint('strong', line)),
      ...toolLines(result.rows, width, paint),
      // The benchmark puts this sentence first whenever there is a closed loop to compare with.
      ...(Object.hasOwn(result.metrics, 'closedLoopP99Ratio') ? wrapped(plain(result.howMade[0] ?? ''), width) : []),
    ]);
}

function toolLines(rows: readonly Row[], width: number, paint: Paint): string[] {
  const measured = rows.filter((row) => cellOf(row, 'requests') !== undefined);
  const text = (row: Row, key: string): string => cellText(key, cellOf(row, key));
  const nameWidth = Math.max(0, ...rows.map((row) => text(row, 'tool').length));
  const widths = COLUMNS.map(([key, title]) => Math.max(title.length, ...measured.map((row) => text(row, key).length)));
  // On a narrow terminal the columns at the end are left out; the report has all of them.
  const shown = COLUMNS.filter((_, index) => 2 + nameWidth + sum(widths.slice(0, index + 1)) <= width);
  const cells = (of: (key: string, title: string) => string): string =>
    shown.map(([key, title], index) => ' '.repeat(GAP) + of(key, title).padStart(widths[index] ?? 0)).join('');
  const lines = rows.flatMap((row) => {
    const name = `  ${text(row, 'tool').padEnd(nameWidth)}`;
    return measured.includes(row) ? [name + cells((key) => text(row, key))] : hanging(`${name}  `, text(row, 'note'), width);
  });
  return measured.length === 0 ? lines : [paint('quiet', ' '.repeat(2 + nameWidth) + cells((_, title) => title)), ...lines];
}

function sum(widths: readonly number[]): number {
  return widths.reduce((total, width) => total + width + GAP, 0);
}
