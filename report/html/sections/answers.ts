import type { BenchmarkResult, Run } from '../../../contract';
import { answersOf, type Answer } from '../../model/answer';
import { markBadges, verdictBadge } from '../badges';
import { telling } from '../../model/marks';
import { html, type Markup } from '../markup';

/** What a person would say about each result, before any table. */
export function answers(run: Run, anchors: ReadonlyMap<BenchmarkResult, string>): Markup | undefined {
  const all = answersOf(run);
  if (all.length === 0) return undefined;
  return html`<section class="answers" aria-labelledby="answers">
    <h2 id="answers">In short</h2>
    <dl>${all.map((one) => answer(one, anchors.get(one.result) ?? ''))}</dl>
  </section> `;
}

function answer({ result, sentences }: Answer, anchor: string): Markup {
  // A table of techniques has a line for each; of any other result the first sentence is the answer.
  const lines = result.kind === 'tradeoffs' ? sentences : [sentences[0] ?? ''];
  const others = result.kind === 'tradeoffs' ? [] : sentences.slice(1);
  return html`<div>
    <dt><a href="#${anchor}">${result.title}</a> ${verdictBadge(result)} ${markBadges(telling(result))}</dt>
    ${lines.map((line) => html`<dd class="${result.kind === 'tradeoffs' ? 'line' : 'answer'}">${line}</dd>`)}
    ${others.length === 0 ? undefined : html`<dd>${others.join(' ')}</dd>`}
  </div> `;
}
