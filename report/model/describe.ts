import { shownText, metricText, plainNumber } from '../text/number';
import { EMPTY } from '../text/words';
import { plain } from '../../contract';
import type { Column } from './block';
import { percentileOf, TABLE_PERCENTS, type Latencies } from './latencies';
import type { NamedSpan, TimelinePanel } from '../charts';

/** `Phases: calm 0 – 20 s, step 20 – 110 s. `; empty where there is one alone. */
export function describeSpans(spans: readonly NamedSpan[]): string {
  if (spans.length < 2) return '';
  const second = (at: number): string => String(Math.round(at));
  return `Phases: ${spans.map(({ name, from, to }) => `${plain(name)} ${second(from)} – ${second(to)} s`).join(', ')}. `;
}

/** Charts in words: `Load: offered 12 to 96 req/s, answered 11 to 97 req/s. Latency: p95 25 to 930 ms, highest at 47 s; …`. */
export function describePanels(panels: readonly TimelinePanel[]): string {
  return panels
    .map(
      (panel) =>
        `${panel.title}: ${panel.series.map((series) => describeSeries(series, panel.shape === 'line' ? panel.unit : '')).join(', ')}.`,
    )
    .join(' ');
}

function describeSeries({ label, points }: TimelinePanel['series'][number], unit: string): string {
  const values = points.map(([, value]) => value);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const shown = (value: number): string => shownText({ number: plainNumber(value), unit: plain(unit) });
  if (low === high) return `${label} ${shown(low)} throughout`;
  const at = points.find(([, value]) => value === high)?.[0] ?? 0;
  return `${label} ${plainNumber(low)} to ${shown(high)}, highest at ${plainNumber(at)} s`;
}

/** Above `latencyCells`. */
export const LATENCY_COLUMNS: readonly Column[] = [
  { title: 'Latency' },
  ...[...TABLE_PERCENTS.map((percent) => `p${percent}`), 'slowest', 'values'].map((title) => ({ title, isNumeric: true })),
];

/** A row of the percentile table, without its name. */
export function latencyCells(latencies: Latencies): string[] {
  const percents = TABLE_PERCENTS.map((percent) => {
    const ms = percentileOf(latencies, percent);
    return ms === undefined ? EMPTY : metricText('p95Ms', ms);
  });
  return [...percents, metricText('maxMs', latencies.maxMs), plainNumber(latencies.count)];
}

/** `latency of 1,432 requests: p50 31 ms, p95 93 ms, p99 140 ms, slowest 210 ms` */
export function describeLatencies(name: string, latencies: Latencies): string {
  const parts = [50, 95, 99].flatMap((percent) => {
    const ms = percentileOf(latencies, percent);
    return ms === undefined ? [] : [`p${percent} ${metricText('p95Ms', ms)}`];
  });
  return `${plain(name)}, ${plainNumber(latencies.count)} values: ${[...parts, `slowest ${metricText('maxMs', latencies.maxMs)}`].join(', ')}.`;
}
