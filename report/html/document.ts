import type { Run } from '../../contract';
import { resultsInOrder } from '../model/comparison';
import type { EngineComparison } from '../model/engines';
import { machineLine } from '../model/environment';
import { tallySentence } from '../model/verdict';
import { durationText, momentText } from '../text/number';
import { GLOSSARY } from '../text/words';
import { anchorsOf } from './anchors';
import { frame } from './frame';
import { definitions, html, type Markup } from './markup';
import { benchmark } from './sections/benchmark';
import { comparisons } from './sections/comparisons';
import { engines } from './sections/engines';
import { headlines } from './sections/headlines';
import { notices } from './sections/notices';
import { onWhat, whatWasRun } from './sections/overview';
import { tradeoffs } from './sections/tradeoffs';
import { answers } from './sections/answers';

/**
 * A run as one HTML file: no network, readable without JavaScript, on paper and on a phone, light and dark.
 * The same run gives the same bytes.
 *
 * @param predicted autoscaling results of the run beside those of other engines and predictions
 */
export function renderHtml(run: Run, predicted: readonly EngineComparison[] = []): string {
  const anchors = anchorsOf(run);
  const results = resultsInOrder(run);
  const sideBySide = comparisons(run, anchors);
  const [first] = run.results;
  return frame({
    title: `ml-scaling-lab: ${run.profile}, ${momentText(run.startedAt)}`,
    eyebrow: `ml-scaling-lab ${run.labVersion} · benchmark report`,
    heading: tallySentence(run),
    facts: html`${momentText(run.startedAt)} · took ${durationText(run.durationSeconds)} · profile
    ${run.profile}${first === undefined ? undefined : html` · ${machineLine(first.environment)}`}`,
    skipTo: 'the numbers',
    contents: html` <li><a href="#answers">In short</a></li>
      ${run.results.some(({ kind }) => kind === 'tradeoffs') ? html`<li><a href="#tradeoffs">Trade-offs</a></li>` : undefined}
      <li><a href="#headlines">Headline numbers</a></li>
      ${sideBySide === undefined ? undefined : html`<li><a href="#side-by-side">Side by side</a></li>`}
      ${predicted.length === 0 ? undefined : html`<li><a href="#engines">Predicted and measured</a></li>`}
      <li><a href="#what">What was run</a></li>
      ${results.length === 0 ? undefined : html`<li><a href="#machine">On what</a></li>`}
      ${results.map((result) => html`<li class="sub"><a href="#${anchors.get(result) ?? ''}">${result.title}</a></li> `)}
      <li><a href="#again">Make it again</a></li>
      <li><a href="#glossary">Words</a></li>`,
    main: html`${answers(run, anchors)} ${tradeoffs(run, anchors)} ${notices(run, anchors)} ${headlines(run, anchors)}
    ${sideBySide} ${engines(predicted)} ${whatWasRun(run, anchors)} ${onWhat(run)}
    ${results.map((result) => benchmark(result, anchors.get(result) ?? ''))} ${again(run)} ${glossary()}`,
  });
}

function again(run: Run): Markup {
  return html`<section aria-labelledby="again">
    <h2 id="again">Make it again</h2>
    <pre><code>${run.command}</code></pre>
    <p>Every number above is in <code>results.json</code> beside this file (schema <code>${run.schema}</code>).</p>
  </section> `;
}

function glossary(): Markup {
  return html`<section aria-labelledby="glossary">
    <h2 id="glossary">Words</h2>
    ${definitions('glossary', GLOSSARY)}
  </section> `;
}
