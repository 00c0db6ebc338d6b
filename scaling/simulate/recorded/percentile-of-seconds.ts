import { percentile, sortedCopy } from '../../../contract/statistics';

/** What was recorded of one second: how many answers, and two percentiles of their latency. */
export interface AnswersOfSecond {
  readonly ok: number;
  readonly p50: number | null;
  readonly p95: number | null;
}

/**
 * A percentile over all requests from two percentiles of every second: each answer counts with the latency of its rank in its second,
 * on a line between the two, and at them below and above. A second with a hundred answers counts a hundred times.
 *
 * @returns milliseconds; NaN when nothing was answered
 */
export function percentileOfSeconds(seconds: readonly AnswersOfSecond[], share: number): number {
  const latencies = seconds.flatMap(({ ok, p50, p95 }) =>
    p50 === null || p95 === null
      ? []
      : Array.from({ length: ok }, (_, index) => {
          const rank = Math.min(0.95, Math.max(0.5, (index + 0.5) / ok));
          return p50 + ((p95 - p50) * (rank - 0.5)) / 0.45;
        }),
  );
  return percentile(sortedCopy(latencies), share) ?? Number.NaN;
}
