import { decodeFromCompressedBase64, JsHistogram } from 'hdr-histogram-js';
import type { BenchmarkResult } from '../../contract';

export interface Latencies {
  readonly count: number;
  readonly maxMs: number;
  /** [percent, ms] for the percentiles that this many values support. */
  readonly percentiles: readonly (readonly [percent: number, ms: number])[];
  /** How many values fell into [fromMs, toMs); the bins are equally wide on a logarithmic axis. */
  readonly bins: readonly LatencyBin[];
}

interface LatencyBin {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
}

export const TABLE_PERCENTS = [50, 75, 90, 95, 99, 99.9] as const;
const BIN_COUNT = 36;
const US_PER_MS = 1000;
/** A percentile with fewer values beyond it is one of them by chance. */
export const LEAST_BEYOND = 5;

/** The values of an HDR histogram; undefined when it is empty or not readable. */
export function decodeLatencies(histogram: BenchmarkResult['histograms'][string]): Latencies | undefined {
  const decoded = decode(histogram.data);
  if (decoded === undefined || decoded.totalCount === 0) return undefined;
  const at = (percent: number): number => decoded.getValueAtPercentile(percent) / US_PER_MS;
  return {
    count: decoded.totalCount,
    maxMs: decoded.maxValue / US_PER_MS,
    percentiles: curvePercents(decoded.totalCount).map((percent) => [percent, at(percent)]),
    bins: logBins(decoded),
  };
}

/** Undefined when too few values lie beyond it. */
export function percentileOf(latencies: Latencies, percent: number): number | undefined {
  if (latencies.count * (1 - percent / 100) < LEAST_BEYOND - 1e-9) return undefined;
  const found = latencies.percentiles.find(([at]) => at === percent);
  return found?.[1];
}

function decode(data: string): JsHistogram | undefined {
  try {
    const decoded = decodeFromCompressedBase64(data);
    return decoded instanceof JsHistogram ? decoded : undefined;
  } catch {
    // The report shows everything else and says that this histogram cannot be read.
    return undefined;
  }
}

/** Evenly spread on the axis 1 / (1 - p), up to the last percentile that leaves at least one value above it. */
function curvePercents(count: number): number[] {
  const most = 100 * (1 - 1 / Math.max(2, count));
  const percents = new Set<number>(TABLE_PERCENTS);
  const decades = Math.log10(Math.max(2, count));
  const steps = Math.ceil(decades * 12);
  for (let step = 0; step <= steps; step++) percents.add(Number((100 * (1 - 10 ** -((step / steps) * decades))).toFixed(4)));
  return [...percents].filter((percent) => percent <= most + 1e-9).sort((one, other) => one - other);
}

function logBins(histogram: JsHistogram): LatencyBin[] {
  const lowest = Math.max(1, histogram.getValueAtPercentile(0));
  const highest = Math.max(lowest * 1.5, histogram.maxValue);
  const ratio = (highest / lowest) ** (1 / BIN_COUNT);
  const counts = new Array<number>(BIN_COUNT).fill(0);
  const recorded = histogram.recordedValuesIterator;
  recorded.reset();
  while (recorded.hasNext()) {
    const { valueIteratedTo, countAddedInThisIterationStep } = recorded.next();
    const bin = Math.floor(Math.log(Math.max(valueIteratedTo, lowest) / lowest) / Math.log(ratio));
    const index = Math.min(BIN_COUNT - 1, bin);
    counts[index] = (counts[index] ?? 0) + countAddedInThisIterationStep;
  }
  return counts.map((count, index) => ({
    fromMs: (lowest * ratio ** index) / US_PER_MS,
    toMs: (lowest * ratio ** (index + 1)) / US_PER_MS,
    count,
  }));
}
