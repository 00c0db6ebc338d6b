import { rank } from '../../../contract/statistics';

// Bound once: every request passes here, and looking up a global costs time.
const { max, clz32 } = Math;

const SUB_BITS = 7;
const SUB_COUNT = 1 << SUB_BITS;
/** Microseconds that still have their own bucket range; about 35 minutes. */
const MAX_US = 2 ** 31 - 1;
const BUCKETS = (32 - SUB_BITS) * SUB_COUNT;
/** Buckets are also counted in groups, so that a percentile skips the empty ones. */
const GROUP_BITS = 5;

/**
 * Counts latencies in buckets that are at most 0.8 % wide (as HdrHistogram does, in microseconds), so that recording is a few
 * integer operations and any percentile is within 0.4 %.
 */
export class LatencyHistogram {
  public count = 0;
  private readonly counts = new Uint32Array(BUCKETS);
  private readonly groups = new Uint32Array((BUCKETS >> GROUP_BITS) + 1);
  private low = BUCKETS;
  private high = -1;

  public record(ms: number): void {
    this.recordBucket(bucketOf(ms));
  }

  /** @param bucket of `bucketOf`: where a latency is recorded twice, it is looked for once */
  public recordBucket(bucket: number): void {
    const { counts, groups } = this;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    groups[bucket >> GROUP_BITS] = (groups[bucket >> GROUP_BITS] ?? 0) + 1;
    this.count++;
    if (bucket < this.low) this.low = bucket;
    if (bucket > this.high) this.high = bucket;
  }

  public clear(): void {
    if (this.high >= 0) {
      this.counts.fill(0, this.low, this.high + 1);
      this.groups.fill(0, this.low >> GROUP_BITS, (this.high >> GROUP_BITS) + 1);
    }
    this.count = 0;
    this.low = BUCKETS;
    this.high = -1;
  }

  /**
   * The latency that `share` of the recorded ones do not exceed, milliseconds; NaN when nothing was recorded.
   *
   * @param others that were never answered: they count as later than all that were
   */
  public percentile(share: number, others = 0): number {
    if (this.count + others === 0) return Number.NaN;
    const { counts, groups } = this;
    let left = rank(this.count + others, share);
    if (left > this.count) return Infinity;
    let group = this.low >> GROUP_BITS;
    for (; left > (groups[group] ?? left); group++) left -= groups[group] ?? 0;
    let bucket = group << GROUP_BITS;
    for (; left > (counts[bucket] ?? left); bucket++) left -= counts[bucket] ?? 0;
    return middleMs(bucket);
  }

  /** How many were above a latency, to the bucket. */
  public countAbove(ms: number): number {
    let sum = 0;
    for (let bucket = max(this.low, bucketOf(ms) + 1); bucket <= this.high; bucket++) sum += this.counts[bucket] ?? 0;
    return sum;
  }
}

export function bucketOf(ms: number): number {
  const us = ms * 1000;
  const whole = us < MAX_US ? us | 0 : MAX_US;
  if (whole < SUB_COUNT) return whole;
  const shift = 31 - clz32(whole) - SUB_BITS;
  return ((shift + 1) << SUB_BITS) + ((whole >>> shift) - SUB_COUNT);
}

function middleMs(bucket: number): number {
  if (bucket < SUB_COUNT) return (bucket + 0.5) / 1000;
  const shift = (bucket >> SUB_BITS) - 1;
  return ((SUB_COUNT + (bucket & (SUB_COUNT - 1)) + 0.5) * 2 ** shift) / 1000;
}
