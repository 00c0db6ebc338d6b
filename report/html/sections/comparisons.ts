import type { BenchmarkResult, Run } from '../../../contract';
import { intervalBars } from '../../charts';
import { comparisonsOf, type Comparison } from '../../model/comparison';
import { headlineNumber } from '../../model/headline';
import { describeMetric } from '../../text/metric';
import { metricText, showMetric } from '../../text/number';
import { figure } from '../figure';
import { html, type Markup } from '../markup';
import { intervalMarkup, markedNumber } from '../number';
import { table } from '../table';
import { marksOn } from '../../model/marks';

const MOST_CHARTS = 2;

/** Results of one kind side by side: a table of their common metrics and bars with intervals of the first two. */
export function comparisons(run: Run, anchors: ReadonlyMap<BenchmarkResult, string>): Markup | undefined {
  const all = comparisonsOf(run);
  if (all.length === 0) return undefined;
  return html`<section aria-labelledby="side-by-side">
    <h2 id="side-by-side">Side by side</h2>
    ${all.map((comparison, index) => compare(comparison, index, anchors))}
  </section> `;
}

function compare(comparison: Comparison, index: number, anchors: ReadonlyMap<BenchmarkResult, string>): Markup {
  const { kind, results, metrics } = comparison;
  return html`<h3 class="kind">${kind}</h3>
    ${table({
      caption: `${kind}: results side by side`,
      columns: [{ title: 'Benchmark' }, ...metrics.map((metric) => ({ title: describeMetric(metric).title, isNumeric: true }))],
      rows: results.map((result) => [
        html`<a href="#${anchors.get(result) ?? ''}">${result.title}</a>`,
        ...metrics.map((metric) => cell(result, metric)),
      ]),
      onPhone: 'scroll',
    })}
    <div class="charts">${chartedMetrics(metrics).map((metric, chart) => bars(comparison, metric, `s${index}m${chart}`))}</div> `;
}

/** Charts compare, so they show only metrics of which more or less is better. */
function chartedMetrics(metrics: readonly string[]): string[] {
  return metrics.filter((metric) => describeMetric(metric).better !== 'neither').slice(0, MOST_CHARTS);
}

function cell(result: BenchmarkResult, metric: string): Markup {
  if (!Object.hasOwn(result.metrics, metric)) return html`–`;
  const { value, interval } = headlineNumber(result, metric);
  const range = intervalMarkup(metric, value, interval);
  return html`${markedNumber(metric, value, marksOn(result, metric))}${range === undefined ? undefined : html`<br />${range}`}`;
}

function bars({ results }: Comparison, metric: string, id: string): Markup {
  const description = describeMetric(metric);
  const shown = results.filter((result) => Object.hasOwn(result.metrics, metric));
  const numbers = shown.map((result) => ({ result, number: headlineNumber(result, metric) }));
  return figure({
    id,
    size: 'half',
    text: `${description.title} – ${numbers.map(({ result, number }) => `${result.title}: ${metricText(metric, number.value)}`).join('; ')}.`,
    draw: (frame) =>
      intervalBars(
        {
          title: description.title,
          unit: description.kind === 'usd' ? 'USD' : description.shownUnit,
          bars: numbers.map(({ result, number }) => ({
            label: result.name.split('/').at(-1) ?? result.name,
            value: number.value * description.scale,
            valueText: showMetric(metric, number.value).number,
            low: number.interval === undefined ? undefined : number.interval.low * description.scale,
            high: number.interval === undefined ? undefined : number.interval.high * description.scale,
            isMarked: marksOn(result, metric).length > 0,
          })),
        },
        frame,
      ),
  });
}
