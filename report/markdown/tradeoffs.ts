import type { Run } from '../../contract';
import { tradeoffTable } from '../model/tradeoffs';
import { bullets, markdownTable } from './blocks';
import { escapeMarkdown } from './escape';

const SIGNS = { agrees: '✅', contradicts: '❗', unclear: '·' } as const;

/** The trade-off table: every cell is before → after, the change with its interval, and whether the textbook agrees. */
export function tradeoffs(run: Run): string {
  const table = tradeoffTable(run);
  if (table === undefined) return '';
  const rows = table.lines.map(({ title, cells }) => [
    escapeMarkdown(title),
    ...cells.map(
      (cell) =>
        `${escapeMarkdown(cell.value)}<br>${cell.arrow} ${escapeMarkdown(cell.change)}<br>${SIGNS[cell.agreement]} textbook ${cell.textbook}`,
    ),
  ]);
  const contradictions = table.lines.flatMap((line) => line.contradictions.map((one) => escapeMarkdown(`${line.title}: ${one}`)));
  return [
    '### Trade-offs',
    markdownTable([{ title: 'Change' }, ...table.columns.map((title) => ({ title }))], rows),
    ...(contradictions.length === 0 ? [] : ['**Against the textbook**', bullets(contradictions)]),
  ].join('\n\n');
}
