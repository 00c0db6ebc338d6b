import type { BenchmarkResult } from '../../../contract';
import { conditionFacts } from '../../model/environment';
import { loadSentence } from '../../model/load';
import { phaseSpans } from '../../model/course-of-load';
import { headlineOf } from '../../model/headline';
import { panelsOf } from '../../model/panels';
import { boundText } from '../../model/verdict';
import { describeMetric, orderedMetrics } from '../../text/metric';
import { plainNumber } from '../../text/number';
import { EMPTY } from '../../text/words';
import { markBadges, markReasons, verdictBadge } from '../badges';
import { definitions, html, type Markup } from '../markup';
import { intervalMarkup, markedNumber, numberMarkup } from '../number';
import { table } from '../table';
import { timelineFigure } from '../timeline-figure';
import { latencyDistribution } from './latency';
import { curves } from './curves';
import { steps } from './steps';
import { marksOn, telling } from '../../model/marks';

const BETTER_SIGNS = { lower: '↓', higher: '↑', neither: '' } as const;

/** Everything about one result: numbers, charts, steps, checks, errors, conditions and how it was made. */
export function benchmark(result: BenchmarkResult, anchor: string): Markup {
  return html`<section class="benchmark" id="${anchor}" aria-labelledby="${anchor}-title">
    <header>
      <h2 id="${anchor}-title">${result.title}</h2>
      <p class="name"><code>${result.name}</code> ${verdictBadge(result)} ${markBadges(telling(result))}</p>
    </header>
    ${markReasons(telling(result))}
    ${result.scenario === null ? undefined : html`<p class="load"><strong>Load:</strong> ${loadSentence(result.scenario)}.</p>`}
    ${metrics(result)} ${overTime(result, anchor)} ${latencyDistribution(result, anchor)} ${curves(result, anchor)}
    ${steps(result, anchor)}
    <div class="columns">${checks(result)}${errors(result)}</div>
    ${howMade(result)} ${conditions(result)}
  </section> `;
}

function metrics(result: BenchmarkResult): Markup | undefined {
  const headline = headlineOf(result).map(({ metric }) => metric);
  const names = [...new Set([...headline, ...orderedMetrics(Object.keys(result.metrics))])];
  if (names.length === 0) return undefined;
  return html`<h3>Numbers <span class="legend">↓ lower is better, ↑ higher is better</span></h3>
    ${table({
      caption: `Numbers of ${result.title}`,
      columns: [
        { title: 'Metric' },
        { title: 'Value', isNumeric: true },
        { title: '95\u00a0%\u00a0interval', isNumeric: true },
        { title: 'How it is made' },
      ],
      rows: names.map((name) => {
        const { title, better, made, isKnown } = describeMetric(name);
        const value = result.metrics[name] ?? 0;
        const interval = Object.hasOwn(result.intervals, name) ? result.intervals[name] : undefined;
        return [
          html`${isKnown ? title : html`<code>${name}</code>`}&nbsp;<span class="quiet" aria-hidden="true"
              >${BETTER_SIGNS[better]}</span
            >`,
          markedNumber(name, value, marksOn(result, name)),
          intervalMarkup(name, value, interval) ?? EMPTY,
          made === '' ? EMPTY : made,
        ];
      }),
      onPhone: 'stack',
    })}`;
}

function overTime(result: BenchmarkResult, id: string): Markup | undefined {
  const panels = panelsOf(result);
  if (panels.length === 0) return undefined;
  return html`<h3>Over time</h3>
    ${timelineFigure(`${id}t`, panels, phaseSpans(result))}`;
}

function checks({ verdict, title }: BenchmarkResult): Markup {
  if (verdict.checks.length === 0)
    return html`<div>
      <h3>Checks</h3>
      <p>Nothing was asked of these numbers.</p>
    </div>`;
  return html`<div>
    <h3>Checks</h3>
    ${table({
      caption: `Checks of ${title}`,
      columns: [
        { title: 'Check' },
        { title: 'Bound', isNumeric: true },
        { title: 'Value', isNumeric: true },
        { title: 'Outcome' },
      ],
      rows: verdict.checks.map((check) => [
        check.name,
        boundText(check),
        numberMarkup(check.metric, check.value),
        check.pass ? html`<span class="badge pass">✓ passes</span>` : html`<span class="badge fail">✗ fails</span>`,
      ]),
      onPhone: 'scroll',
    })}
  </div>`;
}

function errors({ errors: { total, byKind }, title }: BenchmarkResult): Markup {
  if (total === 0)
    return html`<div>
      <h3>Errors</h3>
      <p>None.</p>
    </div>`;
  return html`<div>
    <h3>Errors</h3>
    ${table({
      caption: `Errors of ${title} by kind`,
      columns: [{ title: 'Kind' }, { title: 'Count', isNumeric: true }],
      rows: [
        ...Object.entries(byKind).map(([kind, count]) => [kind, plainNumber(count)]),
        [html`<strong>total</strong>`, plainNumber(total)],
      ],
      onPhone: 'scroll',
    })}
  </div>`;
}

function howMade(result: BenchmarkResult): Markup | undefined {
  if (result.howMade.length === 0) return undefined;
  return html`<h3>How these numbers were made</h3>
    <ol class="how">
      ${result.howMade.map((sentence) => html`<li>${sentence}</li>`)}
    </ol>`;
}

function conditions(result: BenchmarkResult): Markup {
  const { subject } = result;
  const facts = [
    ...conditionFacts(result),
    ['Service', subject.service],
    ['Model', subject.modelVariant ?? EMPTY],
    ['Model SHA-256', subject.modelSha256 === null ? EMPTY : subject.modelSha256.slice(0, 12)],
    ['Image', subject.image ?? EMPTY],
    ['Config hash', subject.configHash],
  ] as const;
  return html`<h3>Conditions</h3>
    ${definitions('facts', facts)}`;
}
