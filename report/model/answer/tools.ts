import { plain, type BenchmarkResult } from '../../../contract';
import { metricText } from '../../text/number';
import { counted } from './words';

/** Above this ratio two p99 are no longer the same number with noise. */
const AGREE = 1.25;

/** Whether load tools agree on p99, and what a closed loop leaves out. */
export function toolsAnswer({ metrics, howMade }: BenchmarkResult): string[] {
  const { p99Ms, p99SpreadRatio: spread, toolsCompared = 0, closedLoopP99Ratio } = metrics;
  if (p99Ms === undefined) return ['No load tool gave a p99.'];
  const p99 = metricText('p99Ms', p99Ms);
  const first =
    spread === undefined
      ? `p99 is ${p99}; only ${counted(toolsCompared, 'tool')} ran, so nothing could be compared.`
      : spread <= AGREE
        ? `Believe a p99 of ${p99}: the tools that send on schedule agree within ${spread.toFixed(2)} times.`
        : `p99 is about ${p99}, and the tools that send on schedule are ${spread.toFixed(2)} times apart: do not compare p99 across tools.`;
  // The benchmark puts the sentence about its closed loop first whenever it ran one.
  return [first, ...(closedLoopP99Ratio === undefined ? [] : [plain(howMade[0] ?? '')])];
}
