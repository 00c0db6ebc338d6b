import type { Run } from '../../contract';
import { changeText, shortValues, TRADEOFF_KEY, tradeoffTable, type Claim, type TradeoffCell } from '../model/tradeoffs';
import { bullets, markdownTable } from './blocks';
import { escapeMarkdown } from './escape';

const SIGNS = { agrees: '✅', contradicts: '❗', unclear: '?' } as const;

/** The trade-off table: every cell is before → after, the change with its interval, and whether the course agrees. */
export function tradeoffs(run: Run): string {
  const table = tradeoffTable(run);
  if (table === undefined) return '';
  const rows = table.lines.map(({ title, cells }) => [escapeMarkdown(title), ...cells.map(cellText)]);
  const contradictions = table.lines.flatMap((line) => line.contradictions.map((one) => escapeMarkdown(`${line.title}: ${one}`)));
  return [
    '### Trade-offs',
    markdownTable([{ title: 'Change' }, ...table.columns.map((title) => ({ title }))], rows),
    escapeMarkdown(TRADEOFF_KEY),
    ...(contradictions.length === 0 ? [] : ['**Not as the course or this lab expects**', bullets(contradictions)]),
  ].join('\n\n');
}

function cellText(cell: TradeoffCell): string {
  const claims = [claim('course', cell.textbook), claim('ours', cell.expected)].filter((one) => one !== '').join(' ');
  const lines =
    cell.values === undefined
      ? [escapeMarkdown(cell.note), claims]
      : [escapeMarkdown(shortValues(cell.values).join(' → ')), escapeMarkdown(`${cell.arrow} ${changeText(cell)}`), claims];
  return lines.filter((line) => line !== '').join('<br>');
}

function claim(who: string, one: Claim | undefined): string {
  return one === undefined ? '' : `${who} ${escapeMarkdown(one.sign)} ${SIGNS[one.agreement]}`;
}
