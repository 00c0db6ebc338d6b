/** A comparison of two sides for a terminal, for a comment on a pull request and as a page, all with the same contents. */
import { plain } from '../../../contract';
import type { DiffReport } from '../../../scaling/diff';
import { frame } from '../../html/frame';
import { blocksContents, blocksMarkup, BLOCKS_STYLE } from '../../html/from-blocks';
import { html } from '../../html/markup';
import { escapeMarkdown } from '../../markdown/escape';
import { markdownBlocks } from '../../markdown/from-blocks';
import { terminalBlocks } from '../../terminal/from-blocks';
import { diffBlocks } from './blocks';
import { headline } from './headline';

export { changeWords } from './change-words';

/** Marks the comment, so that the next run can find and edit it. */
export const COMMENT_MARK = '<!-- ml-scaling-lab diff -->';

export function renderDiffTerminal(report: DiffReport): string {
  const blocks = terminalBlocks(diffBlocks(report));
  return `${plain(headingOf(report))}\n${blocks === '' || !report.isChanged ? blocks : `\n${blocks}`}`;
}

/** For a comment on a pull request: what to expect first, everything else folded. */
export function renderDiffMarkdown(report: DiffReport): string {
  const heading = report.isChanged ? `### Scaling: ${escapeMarkdown(headline(report))}` : '**Scaling:** no change.';
  const blocks = markdownBlocks(diffBlocks(report));
  return `${COMMENT_MARK}\n${heading}\n${blocks === '' ? '' : `\n${blocks}\n`}`;
}

/** One file: no network, readable without JavaScript, on a phone, on paper, light and dark. */
export function renderDiffHtml(report: DiffReport): string {
  const { base, head } = report;
  const blocks = diffBlocks(report);
  return frame({
    title: `Scaling: ${base} and ${head}`,
    eyebrow: 'ml-scaling-lab · what a scaling change will do',
    heading: headingOf(report),
    facts: html`${base} compared with ${head}`,
    skipTo: 'the changes',
    contents: blocksContents(blocks),
    main: blocksMarkup(blocks),
    style: BLOCKS_STYLE,
  });
}

function headingOf(report: DiffReport): string {
  return report.isChanged ? `${headline(report)}.` : `No change in scaling between ${report.base} and ${report.head}.`;
}
