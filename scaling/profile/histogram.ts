import { sum } from '../../contract/statistics';

/** A classic Prometheus histogram, made cumulative and free of noise. */
export interface BucketHistogram {
  /** Upper bounds of the finite buckets, ascending, milliseconds. */
  readonly boundsMs: readonly number[];
  /** Requests up to each bound. */
  readonly cumulative: readonly number[];
  /** All requests, those above the last bound too. */
  readonly total: number;
  /** Mean of all requests, milliseconds, where the sum is known. */
  readonly meanMs: number | undefined;
}

/**
 * @param buckets requests up to a bound; Infinity is among the bounds. A bucket that holds less than a smaller one (buckets of one
 *   scrape are read at different moments) holds as much.
 */
export function bucketHistogram(
  buckets: readonly { readonly leMs: number; readonly count: number }[],
  meanMs: number | undefined,
): BucketHistogram {
  const sorted = [...buckets].sort((one, other) => one.leMs - other.leMs);
  let most = 0;
  const cumulative = sorted.map(({ count }) => (most = Math.max(most, count)));
  const finite = sorted.filter(({ leMs }) => Number.isFinite(leMs)).length;
  return {
    boundsMs: sorted.slice(0, finite).map(({ leMs }) => leMs),
    cumulative: cumulative.slice(0, finite),
    total: cumulative.at(-1) ?? 0,
    meanMs,
  };
}

/** Part of a distribution between two bounds. */
interface Slice {
  readonly share: number;
  readonly fromMs: number;
  readonly toMs: number;
}

function slicesOf({ boundsMs, cumulative, total }: BucketHistogram): Slice[] {
  return boundsMs.flatMap((toMs, index) => {
    const share = ((cumulative[index] ?? 0) - (cumulative[index - 1] ?? 0)) / total;
    return share > 0 ? [{ share, fromMs: boundsMs[index - 1] ?? 0, toMs }] : [];
  });
}

/** Keeps the middle of a bucket clear of its ends. */
const NEAREST_TO_END = 0.02;

/**
 * Points of the distribution function: exact at every bound, and in between placed so that the mean is the measured one where the
 * buckets allow it. Requests above the last bound count as being at it.
 */
export function quantilePoints(histogram: BucketHistogram): (readonly [share: number, ms: number])[] {
  const slices = slicesOf(histogram);
  const first = slices[0];
  if (first === undefined) return [];
  const middle = middleOf(slices, histogram);
  const points: (readonly [number, number])[] = [[0, first.fromMs]];
  let share = 0;
  for (const slice of slices) {
    // After an empty bucket the distribution jumps.
    const before = points.at(-1);
    if (before !== undefined && before[1] < slice.fromMs) points.push([share, slice.fromMs]);
    points.push([share + slice.share / 2, slice.fromMs + middle * (slice.toMs - slice.fromMs)]);
    share = Math.min(1, share + slice.share);
    points.push([share, slice.toMs]);
  }
  if (share < 1) points.push([1, histogram.boundsMs.at(-1) ?? first.toMs]);
  return points;
}

/**
 * Where in its bucket the middle request of a bucket lies, 0 to 1, the same for all buckets. With it in the middle the mean of a
 * bucket is from + width * (middle / 2 + 1 / 4), so that the mean of all tells it.
 */
function middleOf(slices: readonly Slice[], { meanMs }: BucketHistogram): number {
  if (meanMs === undefined) return 0.5;
  const shares = sum(slices.map(({ share }) => share));
  const low = sum(slices.map(({ share, fromMs }) => share * fromMs)) / shares;
  const width = sum(slices.map(({ share, fromMs, toMs }) => share * (toMs - fromMs))) / shares;
  if (width <= 0) return 0.5;
  return Math.min(1 - NEAREST_TO_END, Math.max(NEAREST_TO_END, 2 * ((meanMs - low) / width - 0.25)));
}

/** Linear in its bucket, as Prometheus' histogram_quantile; NaN without requests, and above the last bound, where it is not known. */
export function percentile(histogram: BucketHistogram, share: number): number {
  const { total } = histogram;
  if (total <= 0) return Number.NaN;
  const { fromMs, toMs, before, inside } = bucketAt(histogram, share);
  if (inside <= 0) return Number.NaN;
  return fromMs + (toMs - fromMs) * Math.min(1, Math.max(0, (share * total - before) / inside));
}

/** The bucket that holds a percentile: all that a histogram knows about it. */
export function bucketAt(
  { boundsMs, cumulative, total }: BucketHistogram,
  share: number,
): { readonly fromMs: number; readonly toMs: number; readonly before: number; readonly inside: number } {
  const index = cumulative.findIndex((count) => count >= share * total && count > 0);
  if (index < 0) return { fromMs: boundsMs.at(-1) ?? 0, toMs: Infinity, before: cumulative.at(-1) ?? 0, inside: 0 };
  const before = cumulative[index - 1] ?? 0;
  return {
    fromMs: boundsMs[index - 1] ?? 0,
    toMs: boundsMs[index] ?? 0,
    before,
    inside: (cumulative[index] ?? 0) - before,
  };
}

/** Of the measured sum, or of the middles of the buckets. */
export function meanOf(histogram: BucketHistogram): number {
  if (histogram.meanMs !== undefined) return histogram.meanMs;
  return sum(slicesOf(histogram).map(({ share, fromMs, toMs }) => (share * (fromMs + toMs)) / 2));
}
