import type { Interval } from '../../contract';
import { intervalText, showMetric } from '../text/number';
import { plain } from '../text/plain';
import { html, type Markup } from './markup';

/** A metric's value with its unit, kept on one line. */
export function numberMarkup(metric: string, value: number): Markup {
  const { number, unit } = showMetric(metric, value);
  return html`<span class="value">${number}${unit === '' ? undefined : html`<span class="unit">&nbsp;${unit}</span>`}</span>`;
}

/** `74.1 – 92.3`, with coverage and method for whoever hovers or listens. */
export function intervalMarkup(metric: string, value: number, interval: Interval | undefined): Markup | undefined {
  if (interval === undefined) return undefined;
  const title = `${coverageText(interval)} interval, ${plain(interval.method)}`;
  return html`<span class="interval" title="${title}">${intervalText(metric, value, interval)}</span>`;
}

export function coverageText(interval: Interval): string {
  return `${Number((interval.level * 100).toFixed(1))} %`;
}
