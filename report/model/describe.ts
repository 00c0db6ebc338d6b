import { shownText, metricText, plainNumber } from '../text/number';
import { plain } from '../../contract';
import type { Latencies } from './latencies';
import { percentileOf } from './latencies';
import type { TimelinePanel } from '../charts';

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

/** `latency of 1,432 requests: p50 31 ms, p95 93 ms, p99 140 ms, slowest 210 ms` */
export function describeLatencies(name: string, latencies: Latencies): string {
  const parts = [50, 95, 99].flatMap((percent) => {
    const ms = percentileOf(latencies, percent);
    return ms === undefined ? [] : [`p${percent} ${metricText('p95Ms', ms)}`];
  });
  return `${plain(name)}, ${plainNumber(latencies.count)} values: ${[...parts, `slowest ${metricText('maxMs', latencies.maxMs)}`].join(', ')}.`;
}
