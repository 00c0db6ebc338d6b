import type { BenchmarkResult } from '../../../contract';
import { lineChart } from '../../charts';
import { cellOf, cellText, columnsOf, splitColumns, tablesOf, type RowTable } from '../../model/rows';
import { metricText } from '../../text/number';
import { figure } from '../figure';
import { html, type Markup } from '../markup';
import { table } from '../table';
import { pareto } from './pareto';
import { sloOf } from '../../model/slo';

const FEWEST_POINTS = 3;
/** More columns than this are set in small type. */
const TIGHT_FROM = 6;

/** The steps or variants inside a benchmark, and latency over offered load where the steps are loads. */
export function steps(result: BenchmarkResult, id: string): Markup | undefined {
  const { rows } = result;
  // The trade-off table stands at the top of the page.
  if (rows.length === 0 || result.kind === 'tradeoffs') return undefined;
  return html`${pareto(result, id)}${latencyOverLoad(result, id)}${tablesOf(rows).map((one) => rowTable(result, one))}`;
}

function rowTable(result: BenchmarkResult, { title, rows }: RowTable): Markup {
  const heading = title ?? 'Steps';
  return html`${splitColumns(columnsOf(rows)).map(
    (columns, part) =>
      html`<h3>${part === 0 ? heading : `${heading}, other numbers`}</h3>
        ${table({
          caption: `${heading} of ${result.title}${part === 0 ? '' : ', other numbers'}`,
          columns,
          rows: rows.map((row) => columns.map(({ key }) => cellText(key, cellOf(row, key)))),
          onPhone: part === 0 ? 'stack' : 'scroll',
          isTight: columns.length > TIGHT_FROM,
        })}`,
  )}`;
}

function latencyOverLoad(result: BenchmarkResult, id: string): Markup | undefined {
  const { rows } = result;
  const points = (metric: string): [number, number][] =>
    rows.flatMap((row) => {
      const x = cellOf(row, 'offeredRps');
      const y = cellOf(row, metric);
      return typeof x === 'number' && typeof y === 'number' ? [[x, y]] : [];
    });
  const p95 = points('p95Ms');
  if (p95.length < FEWEST_POINTS) return undefined;
  const slo = sloOf(result);
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
          bound: slo === undefined ? undefined : { label: 'SLO', value: slo.p95Ms },
        },
        frame,
      ),
  });
}
