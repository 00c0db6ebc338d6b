import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import type { BenchmarkResult } from '../../../contract/result';
import { UserError } from '../../../contract/user-error';
import type { ServiceTime } from '../workload';

/** What a load benchmark says about one request to one pod. */
export interface MeasuredProfile {
  readonly serviceTime: ServiceTime;
  readonly cpuMsPerRequest: number | undefined;
  /** Where it comes from, for the reader of a prediction. */
  readonly source: string;
  /** Why the numbers may be off: marks of the result, and load that made requests wait. */
  readonly cautions: readonly string[];
}

const SHARES = [0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1];
const LATENCY = 'latency';
/** Busy time of one worker from which latency is no longer service time alone. */
const LOW_LOAD = 0.5;

/**
 * A service-time profile from a load result (lab.benchmark/v1). Latency at low load stands for service time; where the load kept a
 * worker busy for more than half of the time, a caution says so.
 *
 * @throws UserError when the result has no latency histogram
 */
export function profileFromResult(result: BenchmarkResult): MeasuredProfile {
  const histogram = result.histograms[LATENCY];
  if (histogram === undefined) {
    const known = Object.keys(result.histograms);
    throw new UserError({
      where: `result ${result.name}`,
      problem: `has no histogram "${LATENCY}"${known.length > 0 ? ` (it has ${known.join(', ')})` : ''}.`,
      fix: 'Take a result of kind load: ./lab bench',
      code: 'result-unfit',
    });
  }
  const decoded = decodeFromCompressedBase64(histogram.data);
  const points = SHARES.map((share) => [share, decoded.getValueAtPercentile(100 * share) / 1000] as const);
  const busy = ((result.metrics['throughputRps'] ?? 0) * decoded.mean) / 1e6;
  return {
    serviceTime: { kind: 'quantiles', points: [[0, decoded.minNonZeroValue / 1000], ...points.slice(1)] },
    cpuMsPerRequest: result.metrics['cpuMsPerRequest'],
    source: `measured: ${result.name}, ${decoded.totalCount} requests, ${result.startedAt}`,
    cautions: [
      ...result.marks.map(({ mark, reason }) => `${mark}: ${reason}`),
      ...(busy > LOW_LOAD
        ? [`a worker was busy ${(100 * busy).toFixed(0)} % of the time, so that latency includes waiting`]
        : []),
    ],
  };
}
