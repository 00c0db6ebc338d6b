import { METRICS, type BenchmarkResult } from '../../../contract';
import { lineChart } from '../../charts';
import { describeMetric } from '../../text/metric';
import { metricText } from '../../text/number';
import { figure } from '../figure';
import { html, type Markup } from '../markup';

/** One chart for each curve of a result: one metric over another, a line for each thing compared. */
export function curves(result: BenchmarkResult, id: string): Markup | undefined {
  const drawn = (result.curves ?? []).filter(({ lines }) => lines.some(({ points }) => points.length > 0));
  if (drawn.length === 0) return undefined;
  return html`<h3>Compared</h3>
    ${drawn.map((curve, index) => {
      return figure({
        id: `${id}c${index}`,
        size: 'full',
        text: `${curve.title}: ${curve.lines.map(({ label, points }) => describeLine(label, points, curve)).join('; ')}.`,
        draw: (frame) =>
          lineChart(
            {
              title: `${curve.title}: ${describeMetric(curve.y).title}`,
              unit: unitOf(curve.y),
              xTitle: `${describeMetric(curve.x).title}, ${unitOf(curve.x)}`,
              series: curve.lines,
              bound: undefined,
              order: 'given',
            },
            frame,
          ),
      });
    })}`;
}

function unitOf(metric: string): string {
  return METRICS[metric]?.unit ?? '';
}

type Names = Pick<NonNullable<BenchmarkResult['curves']>[number], 'x' | 'y'>;

function describeLine(label: string, points: readonly (readonly [number, number])[], { x, y }: Names): string {
  const at = points.map(([across, up]) => `${metricText(y, up)} at ${metricText(x, across)}`);
  return `${label} ${at.join(', ')}`;
}
