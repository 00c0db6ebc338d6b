import { rank } from '../../../contract/statistics';

// Bound once: every request passes here, and looking up a global costs time.
const { min, max, clz32 } = Math;

const SUB_BITS = 7;
const SUB_COUNT = 1 << SUB_BITS;
/** Microseconds that still have their own bucket range; about 35 minutes. */
const MAX_US = 2 ** 31 - 1;
const BUCKETS = (32 - SUB_BITS) * SUB_COUNT;

/**
 * Counts latencies in buckets that are at most 0.8 % wide (as HdrHistogram does, in microseconds), so that recording is a few
 * integer operations and any percentile is within 0.4 %.
 */
export class LatencyHistogram {
  public count = 0;
  private readonly counts = new Uint32Array(BUCKETS);
  private low = BUCKETS;
  private high = -1;

  public record(ms: number): void {
    const bucket = bucketOf(ms);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.count++;
    if (bucket < this.low) this.low = bucket;
    if (bucket > this.high) this.high = bucket;
  }

  public add(other: LatencyHistogram): void {
    for (let bucket = other.low; bucket <= other.high; bucket++) {
      this.counts[bucket] = (this.counts[bucket] ?? 0) + (other.counts[bucket] ?? 0);
    }
    this.count += other.count;
    this.low = min(this.low, other.low);
    this.high = max(this.high, other.high);
  }

  public clear(): void {
    if (this.high >= 0) this.counts.fill(0, this.low, this.high + 1);
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
    let left = rank(this.count + others, share);
    if (left > this.count) return Infinity;
    for (let bucket = this.low; bucket <= this.high; bucket++) {
      left -= this.counts[bucket] ?? 0;
      if (left <= 0) return middleMs(bucket);
    }
    return middleMs(this.high);
  }

  /** How many were above a latency, to the bucket. */
  public countAbove(ms: number): number {
    let sum = 0;
    for (let bucket = max(this.low, bucketOf(ms) + 1); bucket <= this.high; bucket++) sum += this.counts[bucket] ?? 0;
    return sum;
  }
}

function bucketOf(ms: number): number {
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
