import type { BenchmarkResult, Run } from '../../../contract';
import { shortValues, TRADEOFF_KEY, tradeoffTable, type Agreement, type Claim, type TradeoffCell } from '../../model/tradeoffs';
import { html, type Markup } from '../markup';
import { table } from '../table';

const SIGNS: Readonly<Record<Agreement, string>> = { agrees: '✓', contradicts: '✗', unclear: '?' };
const WORDS: Readonly<Record<Agreement, string>> = {
  agrees: 'as measured',
  contradicts: 'not as measured',
  unclear: 'cannot tell',
};
const BADGES: Readonly<Record<Agreement, string>> = { agrees: 'badge pass', contradicts: 'badge fail', unclear: 'badge' };

/** Every trade-off with its numbers, each linked to the result that it came from. */
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
      caption: 'Trade-offs: each number before and after one setting changed, beside what a course says',
      columns: [{ title: 'Change' }, ...shown.columns.map((title) => ({ title }))],
      rows: shown.lines.map(({ title, cells }) => [title, ...cells.map((cell) => cellMarkup(cell, anchorOf))]),
      onPhone: 'stack',
      isTight: true,
    })}
    <p class="quiet key">${TRADEOFF_KEY} Intervals are 95 %.</p>
    ${
      contradictions.length === 0
        ? undefined
        : html`<h3>Not as the course or this lab expects</h3>
            <ul class="how">
              ${contradictions.map((one) => html`<li>${one}</li>`)}
            </ul>`
    }
  </section> `;
}

function cellMarkup(cell: TradeoffCell, anchorOf: (name: string) => string | undefined): Markup {
  const links = cell.from.map(anchorOf);
  const said = html`${claim('course', cell.textbook)} ${claim('ours', cell.expected)}`;
  if (cell.values === undefined) return html`${cell.note}<br />${said}`;
  const [before, after] = shortValues(cell.values);
  return html`${linked(before, links[0])} → <span class="together">${linked(after, links[1])}</span><br /><strong class="together"
      >${cell.arrow} ${cell.change}</strong
    >
    <span class="interval together">${cell.interval}</span><br />${said}`;
}

function claim(who: string, one: Claim | undefined): Markup | undefined {
  if (one === undefined) return undefined;
  return html`<span class="${BADGES[one.agreement]}" title="${`${who}: ${WORDS[one.agreement]}`}"
    >${who} ${one.sign} ${SIGNS[one.agreement]}</span
  > `;
}

function linked(text: string, anchor: string | undefined): Markup {
  return anchor === undefined ? html`${text}` : html`<a href="#${anchor}">${text}</a>`;
}
