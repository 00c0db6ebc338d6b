import type { BenchmarkResult, Run } from '../../../contract';
import { tradeoffTable, type TradeoffCell } from '../../model/tradeoffs';
import { html, type Markup } from '../markup';
import { table } from '../table';

const SIGNS = { agrees: '✓ as the textbook says', contradicts: '✗ against the textbook', unclear: 'cannot tell' } as const;
const BADGES = { agrees: 'badge pass', contradicts: 'badge fail', unclear: 'badge' } as const;

/** The first thing on the page: every trade-off with its numbers, each linked to the result that it came from. */
export function tradeoffs(run: Run, anchors: ReadonlyMap<BenchmarkResult, string>): Markup | undefined {
  const shown = tradeoffTable(run);
  if (shown === undefined) return undefined;
  const anchorOf = (name: string): string | undefined => {
    const result = run.results.find((one) => one.name === name);
    return result === undefined ? undefined : anchors.get(result);
  };
  const contradictions = shown.lines.flatMap((line) => line.contradictions.map((one) => `${line.title}: ${one}`));
  return html`<section aria-labelledby="tradeoffs">
    <h2 id="tradeoffs">Trade-offs, before → after</h2>
    ${table({
      caption: 'Trade-offs: each number before and after one setting changed, beside what a textbook expects',
      columns: [{ title: 'Change' }, ...shown.columns.map((title) => ({ title }))],
      rows: shown.lines.map(({ title, cells }) => [title, ...cells.map((cell) => cellMarkup(cell, anchorOf))]),
      onPhone: 'stack',
    })}
    ${
      contradictions.length === 0
        ? undefined
        : html`<h3>Against the textbook</h3>
            <ul class="how">
              ${contradictions.map((one) => html`<li>${one}</li>`)}
            </ul>`
    }
  </section> `;
}

function cellMarkup(cell: TradeoffCell, anchorOf: (name: string) => string | undefined): Markup {
  const links = cell.from.map(anchorOf);
  const [before, after] = cell.value.split(' → ');
  const value =
    after === undefined
      ? html`${cell.value}`
      : html`${linked(before ?? '', links[0])} → ${linked(after, links[1])}<br /><span class="interval"
            >${cell.arrow} ${cell.change}</span
          >`;
  return html`${value}<br /><span class="${BADGES[cell.agreement]}">${SIGNS[cell.agreement]} (${cell.textbook})</span>`;
}

function linked(text: string, anchor: string | undefined): Markup {
  return anchor === undefined ? html`${text}` : html`<a href="#${anchor}">${text}</a>`;
}
