import type { Interval } from '../../contract';
import { intervalText, showMetric } from '../text/number';
import { plain } from '../../contract';
import type { ShownMark } from '../model/marks';
import { markFlag } from './badges';
import { html, type Markup } from './markup';

/** What a column titled "95 % interval" holds; any other coverage is written beside the interval. */
const USUAL_LEVEL = 0.95;

/** A metric's value with its unit, kept on one line. */
export function numberMarkup(metric: string, value: number): Markup {
  const { number, unit } = showMetric(metric, value);
  return html`<span class="value">${number}${unit === '' ? undefined : html`<span class="unit">&nbsp;${unit}</span>`}</span>`;
}

/** The number of a marked result carries its flag, on the same line. */
export function markedNumber(metric: string, value: number, marks: readonly ShownMark[]): Markup {
  return html`<span class="together">${numberMarkup(metric, value)}${markFlag(marks)}</span>`;
}

/** `74.1 – 92.3`, with coverage and method for readers who hover or listen. */
export function intervalMarkup(metric: string, value: number, interval: Interval | undefined): Markup | undefined {
  if (interval === undefined) return undefined;
  const title = `${coverageText(interval)} interval, ${plain(interval.method)}`;
  const unusual = interval.level === USUAL_LEVEL ? '' : ` (${coverageText(interval)})`;
  return html`<span class="interval" title="${title}">${intervalText(metric, value, interval)}${unusual}</span>`;
}

export function coverageText(interval: Interval): string {
  return `${Number((interval.level * 100).toFixed(1))} %`;
}
