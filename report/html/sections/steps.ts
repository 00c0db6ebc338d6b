import type { BenchmarkResult } from '../../../contract';
import { lineChart } from '../../charts';
import { cellOf, cellText, columnsOf, tablesOf, type RowTable } from '../../model/rows';
import { metricText } from '../../text/number';
import { figure } from '../figure';
import { html, type Markup } from '../markup';
import { table } from '../table';
import { pareto } from './pareto';

const FEWEST_POINTS = 3;

/** The steps or variants inside a benchmark, and latency over offered load where the steps are loads. */
export function steps(result: BenchmarkResult, id: string): Markup | undefined {
  const { rows } = result;
  // The trade-off table stands at the top of the page.
  if (rows.length === 0 || result.kind === 'tradeoffs') return undefined;
  return html`${pareto(result, id)}${latencyOverLoad(result, id)}${tablesOf(rows).map((one) => rowTable(result, one))}`;
}

function rowTable(result: BenchmarkResult, { title, rows }: RowTable): Markup {
  const columns = columnsOf(rows);
  return html`<h3>${title ?? 'Steps'}</h3>
    ${table({
      caption: `${title ?? 'Steps'} of ${result.title}`,
      columns,
      rows: rows.map((row) => columns.map(({ key }) => cellText(key, cellOf(row, key)))),
      onPhone: 'scroll',
    })}`;
}

function latencyOverLoad({ rows, verdict }: BenchmarkResult, id: string): Markup | undefined {
  const points = (metric: string): [number, number][] =>
    rows.flatMap((row) => {
      const x = cellOf(row, 'offeredRps');
      const y = cellOf(row, metric);
      return typeof x === 'number' && typeof y === 'number' ? [[x, y]] : [];
    });
  const p95 = points('p95Ms');
  if (p95.length < FEWEST_POINTS) return undefined;
  const slo = verdict.checks.find(({ metric, comparison }) => metric === 'p95Ms' && comparison.startsWith('<'));
  const series = [
    { label: 'p95', points: p95 },
    { label: 'p50', points: points('p50Ms') },
  ].filter((one) => one.points.length >= FEWEST_POINTS);
  return figure({
    id: `${id}s`,
    size: 'full',
    text: `p95 latency by offered load: ${p95.map(([rps, ms]) => `${metricText('p95Ms', ms)} at ${metricText('offeredRps', rps)}`).join(', ')}.`,
    draw: (frame) =>
      lineChart(
        {
          title: 'Latency by offered load',
          unit: 'ms',
          xTitle: 'offered load, requests per second',
          series,
          bound: slo === undefined ? undefined : { label: 'SLO', value: slo.bound },
        },
        frame,
      ),
  });
}
