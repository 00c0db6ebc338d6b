import type { BenchmarkResult } from '../../../contract';
import { bubbles } from '../../charts/bubbles';
import { variantPlane } from '../../model/pareto';
import { metricText } from '../../text/number';
import { figure } from '../figure';
import type { Markup } from '../markup';

/** p95 by accuracy of every variant, the bubble as large as its file. */
export function pareto(result: BenchmarkResult, id: string): Markup | undefined {
  const { points, title, unit, text } = variantPlane(result);
  if (points.length < 2) return undefined;
  return figure({
    id: `${id}p`,
    size: 'full',
    text: `p95 latency and ${title}: ${points
      .map(({ variant, p95Ms, quality, isBest }) => {
        const best = isBest ? ', nothing is better in both' : '';
        return `${variant} ${metricText('p95Ms', p95Ms)}, ${text(quality)}${best}`;
      })
      .join('; ')}.`,
    draw: (frame) =>
      bubbles(
        {
          title: `${title} by latency; area is file size, blue: nothing is better in both`,
          unit,
          xTitle: 'p95 of a single request, ms',
          bubbles: points.map(({ variant, p95Ms, quality, sizeBytes, isBest, isChosen }) => ({
            label: variant,
            x: p95Ms,
            y: quality,
            size: sizeBytes,
            isBest,
            isChosen,
          })),
        },
        frame,
      ),
  });
}
