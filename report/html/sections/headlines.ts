import type { BenchmarkResult, Run } from '../../../contract';
import { resultsInOrder } from '../../model/comparison';
import { headlineOf, type HeadlineNumber } from '../../model/headline';
import { withoutTradeoffRuns } from '../../model/tradeoffs';
import { verdictOf } from '../../model/verdict';
import { describeMetric } from '../../text/metric';
import { MARK_WORDS } from '../../text/words';
import { markBadges, verdictBadge } from '../badges';
import { bullet } from '../bullet';
import { html, type Markup } from '../markup';
import { coverageText, intervalMarkup, markedNumber, numberMarkup } from '../number';
import { marksOn, telling } from '../../model/marks';

type Anchors = ReadonlyMap<BenchmarkResult, string>;

/** One card a benchmark: its most telling number large, the next ones below, verdict and marks on it. */
export function headlines(run: Run, anchors: Anchors): Markup {
  const cards = withoutTradeoffRuns(resultsInOrder(run)).map((result) => card(result, anchors.get(result) ?? ''));
  return html`<section aria-labelledby="headlines">
    <h2 id="headlines">Headline numbers</h2>
    <div class="cards">${cards}${run.failures.map(({ name, reason }) => emptyCard(name, reason))}</div>
  </section> `;
}

function card(result: BenchmarkResult, anchor: string): Markup {
  const [first, ...others] = headlineOf(result);
  return html`<article class="${['card', verdictOf(result), ...(telling(result).length > 0 ? ['marked'] : [])].join(' ')}">
    <header>
      <h3><a href="#${anchor}">${result.title}</a></h3>
      <p class="name"><code>${result.name}</code> ${verdictBadge(result)}</p>
    </header>
    ${first === undefined ? html`<p>This benchmark reported no numbers.</p>` : bigNumber(first, result)}
    ${others.length === 0 ? undefined : html`<dl>${others.map((number) => smallNumber(number, result))}</dl>`}
    ${telling(result).map(({ mark, reason }) => html`<p class="reason"><strong>⚠ ${MARK_WORDS[mark].label}:</strong> ${reason}</p>`)}
  </article> `;
}

function bigNumber(number: HeadlineNumber, result: BenchmarkResult): Markup {
  const { metric, value, interval } = number;
  return html`<div class="big">
    <p class="label">${describeMetric(metric).title}</p>
    <p class="figure">${numberMarkup(metric, value)} ${markBadges(marksOn(result, metric))}</p>
    <p class="range">
      ${interval === undefined ? 'no interval' : html`${coverageText(interval)} interval ${intervalMarkup(metric, value, interval)}`}
    </p>
    ${bullet(number)}
  </div>`;
}

function smallNumber({ metric, value, interval }: HeadlineNumber, result: BenchmarkResult): Markup {
  return html`<div>
    <dt>${describeMetric(metric).title}</dt>
    <dd>
      ${markedNumber(metric, value, marksOn(result, metric))}${
        interval === undefined ? undefined : html` <br />${intervalMarkup(metric, value, interval)}`
      }
    </dd>
  </div>`;
}

function emptyCard(name: string, reason: string): Markup {
  return html`<article class="card fail">
    <header>
      <h3>${name}</h3>
      <p class="name"><span class="badge fail">✗ no result</span></p>
    </header>
    <p class="reason"><strong>No numbers:</strong> ${reason}</p>
  </article> `;
}
