import type { BenchmarkResult } from '../../../contract';
import { latencyBars, percentileCurve } from '../../charts';
import { describeLatencies, LATENCY_COLUMNS, latencyCells } from '../../model/describe';
import { decodeLatencies, percentileOf, type Latencies } from '../../model/latencies';
import { plain } from '../../../contract';
import { figure } from '../figure';
import { html, type Markup } from '../markup';
import { table } from '../table';
import { sloOf } from '../../model/slo';

interface Named {
  readonly name: string;
  readonly latencies: Latencies;
}

/** The distribution behind the percentiles: bars for the eye, the percentile curve for the tail, a table for the record. */
export function latencyDistribution(result: BenchmarkResult, id: string): Markup | undefined {
  const entries = Object.entries(result.histograms).map(([name, histogram]) => ({ name, latencies: decodeLatencies(histogram) }));
  if (entries.length === 0) return undefined;
  const readable = entries.flatMap(({ name, latencies }): Named[] => (latencies === undefined ? [] : [{ name, latencies }]));
  const unreadable = entries.filter(({ latencies }) => latencies === undefined).map(({ name }) => name);
  return html`<h3>Latency distribution</h3>
    ${unreadable.length === 0 ? undefined : html`<p>Empty or not a readable HdrHistogram: ${unreadable.join(', ')}.</p>`}
    ${
      readable.length === 0
        ? undefined
        : html`<div class="charts">${barsOf(readable, result, id)}${curveOf(readable, id)}</div>
            ${tableOf(readable)}`
    }`;
}

/** With several histograms the last one (total) is the one a user feels. */
function barsOf(all: readonly Named[], result: BenchmarkResult, id: string): Markup | undefined {
  const shown = all.at(-1);
  if (shown === undefined) return undefined;
  const { latencies, name } = shown;
  // The SLO is about requests; the total of a job has none.
  const slo = name === 'latency' ? sloOf(result) : undefined;
  const lines = [50, 95, 99].flatMap((percent) => {
    const ms = percentileOf(latencies, percent);
    return ms === undefined ? [] : [{ label: `p${percent}`, ms, isBound: false }];
  });
  const bound = slo === undefined ? [] : [{ label: 'SLO', ms: slo.p95Ms, isBound: true }];
  return figure({
    id: `${id}h`,
    size: 'half',
    text: describeLatencies(name, latencies),
    draw: (frame) => latencyBars({ bins: latencies.bins, lines: [...lines, ...bound] }, frame),
  });
}

function curveOf(all: readonly Named[], id: string): Markup {
  const series = all.map(({ name, latencies }) => ({ label: plain(name), percentiles: latencies.percentiles }));
  return figure({
    id: `${id}p`,
    size: 'half',
    text: 'Each step to the right is ten times rarer: p99 is what 1 request of 100 exceeds. A flat line is a predictable service.',
    draw: (frame) => percentileCurve(series, frame),
  });
}

function tableOf(all: readonly Named[]): Markup {
  return table({
    caption: 'Latency percentiles',
    columns: LATENCY_COLUMNS,
    rows: all.map(({ name, latencies }) => [name, ...latencyCells(latencies)]),
    onPhone: 'scroll',
  });
}
