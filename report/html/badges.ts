import type { BenchmarkResult } from '../../contract';
import { verdictOf, VERDICT_WORDS, type Verdict } from '../model/verdict';
import { MARK_WORDS } from '../text/words';
import { html, type Markup } from './markup';
import type { ShownMark } from '../model/marks';

const SIGNS: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✗', unchecked: '·' };

export function verdictBadge(result: BenchmarkResult): Markup {
  const verdict = verdictOf(result);
  return html`<span class="badge ${verdict}"><span aria-hidden="true">${SIGNS[verdict]}</span> ${VERDICT_WORDS[verdict]}</span>`;
}

export function markBadges(marks: readonly ShownMark[]): Markup[] {
  const names = [...new Set(marks.map(({ mark }) => mark))];
  return names.map((mark) => html`<span class="badge mark"><span aria-hidden="true">⚠</span> ${MARK_WORDS[mark].label}</span> `);
}

/** Stands beside every number of a marked result. */
export function markFlag(marks: readonly ShownMark[]): Markup | undefined {
  if (marks.length === 0) return undefined;
  const why = marks.map(({ mark, reason }) => `${MARK_WORDS[mark].label}: ${reason}`).join('; ');
  return html` <abbr class="flag" title="${why}" aria-label="marked: ${why}">⚠</abbr>`;
}

/** Every mark with its reason; what it means in general shows under the pointer. */
export function markReasons(marks: readonly ShownMark[]): Markup | undefined {
  if (marks.length === 0) return undefined;
  return html`<ul class="reasons">
    ${marks.map(
      ({ mark, reason }) =>
        html`<li>
          <span class="badge mark" title="${MARK_WORDS[mark].meaning}"
            ><span aria-hidden="true">⚠</span> ${MARK_WORDS[mark].label}</span
          >
          ${reason}
        </li>`,
    )}
  </ul>`;
}
