import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import type { BenchmarkResult } from '../../contract/result';

/** HdrHistogram of latencies with three significant digits, recorded in microseconds. */
export function histogram(latenciesMs: ArrayLike<number>): BenchmarkResult['histograms'][string] {
  const recorded = build({
    numberOfSignificantValueDigits: 3,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 2,
    autoResize: true,
  });
  for (let index = 0; index < latenciesMs.length; index++)
    recorded.recordValue(Math.max(0, Math.round((latenciesMs[index] ?? 0) * 1000)));
  return { encoding: 'hdr-v2-base64', unit: 'us', data: encodeIntoCompressedBase64(recorded) };
}
