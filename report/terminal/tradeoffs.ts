import type { Run } from '../../contract';
import { changeText, claimText, tradeoffTable, valueText } from '../model/tradeoffs';
import type { Paint, Tone } from './ansi';
import { cut, hanging } from './layout';

const TONES: Readonly<Record<string, Tone>> = { agrees: 'good', contradicts: 'bad', unclear: 'quiet' };
const GAP = '  ';

/** The trade-off table: a block per comparison, and in it a line per number with its change and what the course says of it. */
export function tradeoffLines(run: Run, width: number, paint: Paint): string[] {
  const table = tradeoffTable(run);
  if (table === undefined) return [];
  const cells = table.lines.flatMap((line) => line.cells);
  const longest = (of: (cell: (typeof cells)[number]) => string): number => Math.max(0, ...cells.map((cell) => of(cell).length));
  const titleWidth = Math.max(0, ...table.columns.map((title) => title.length));
  const valueWidth = longest(valueText);
  const lines = table.lines.flatMap(({ title, cells: own, contradictions }) => [
    paint('strong', cut(title, width)),
    ...own.map((cell, index) => {
      const said = claimText(cell);
      const left = `  ${(table.columns[index] ?? '').padEnd(titleWidth)}${GAP}${valueText(cell).padEnd(valueWidth)}`;
      const line = `${left}${GAP}${cell.arrow} ${changeText(cell)}`;
      const room = width - line.length - GAP.length;
      return said !== '' && room >= said.length
        ? `${line}${GAP}${paint(TONES[cell.textbook?.agreement ?? cell.expected?.agreement ?? 'unclear'] ?? 'quiet', said)}`
        : cut(line, width);
    }),
    ...contradictions.flatMap((one) => hanging('  ! ', one, width)),
  ]);
  return [paint('strong', 'Trade-offs, before → after, with 95 % intervals'), ...lines];
}
