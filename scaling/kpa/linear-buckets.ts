import { BUCKET_MS } from './limits';

/** No write yet: far enough in the past that every window has passed. */
const NEVER = -(2 ** 31);

/** Six decimals, halves away from zero. Upstream: bucketing.go, roundToNDigits. */
function roundToMicro(value: number): number {
  const scaled = value * 1e6;
  return (scaled < 0 ? -Math.round(-scaled) : Math.round(scaled)) / 1e6;
}

/** One second. Times are milliseconds since the Unix epoch (or any later origin), buckets are numbered by their second. */
export function bucketOf(timeMs: number): number {
  return Math.floor(timeMs / BUCKET_MS);
}

/**
 * Averages over a sliding window of one-second buckets.
 * Follows Knative Serving 98e5ef9, pkg/autoscaler/aggregation/bucketing.go, TimedFloat64Buckets, including the order in which
 * it adds to and takes from its running total: the total, not the buckets, is what is averaged, so rounding errors stay.
 */
export class LinearBuckets {
  protected buckets: Float64Array;
  protected lastWrite = NEVER;
  private firstWrite = NEVER;
  private total = 0;
  private windowSeconds: number;

  public constructor(windowMs: number) {
    this.windowSeconds = windowMs / BUCKET_MS;
    this.buckets = new Float64Array(Math.ceil(this.windowSeconds));
  }

  /** Whether nothing was recorded for the whole window before `nowMs`. Upstream: IsEmpty. */
  public isEmpty(nowMs: number): boolean {
    return bucketOf(nowMs) - this.lastWrite > this.windowSeconds;
  }

  /** Adds a value to its bucket; several in one second add up. Upstream: Record. */
  public record(timeMs: number, value: number): void {
    this.recordAt(bucketOf(timeMs), value);
  }

  /** `record` for a caller that already knows the bucket. */
  public recordAt(bucket: number, value: number): void {
    const { buckets, lastWrite } = this;
    const length = buckets.length;
    if (bucket !== lastWrite) {
      if (bucket + this.windowSeconds <= lastWrite) return;
      if (this.firstWrite === NEVER || this.firstWrite > bucket) this.firstWrite = bucket;
      if (bucket > lastWrite) {
        if (bucket - lastWrite >= this.windowSeconds) {
          this.firstWrite = bucket;
          buckets.fill(0);
          this.total = 0;
        } else {
          let total = this.total;
          for (let skipped = lastWrite + 1; skipped <= bucket; skipped++) {
            const index = skipped % length;
            total -= buckets[index] ?? 0;
            buckets[index] = 0;
          }
          this.total = total;
        }
        this.lastWrite = bucket;
      }
    }
    const index = bucket % length;
    buckets[index] = (buckets[index] ?? 0) + value;
    this.total += value;
  }

  /** Mean per second over the part of the window for which there is data. Upstream: WindowAverage. */
  public average(nowMs: number): number {
    const now = bucketOf(nowMs);
    const { buckets, lastWrite } = this;
    const length = buckets.length;
    const behind = now - lastWrite;
    if (behind >= this.windowSeconds) return 0;
    let total = this.total;
    let valid = length;
    if (behind > 0) {
      for (let stale = lastWrite + 1; stale <= now; stale++) total -= buckets[stale % length] ?? 0;
      valid = length - behind;
    }
    const written = lastWrite - this.firstWrite + 1;
    return roundToMicro(total / (written < valid ? written : valid));
  }

  /** Keeps what fits into the new window. Upstream: ResizeWindow, with its clock as an argument. */
  public resize(windowMs: number, nowMs: number): void {
    const windowSeconds = windowMs / BUCKET_MS;
    if (windowSeconds === this.windowSeconds) return;
    const old = this.buckets;
    const resized = new Float64Array(Math.ceil(windowSeconds));
    let total = 0;
    if (bucketOf(nowMs) - this.lastWrite <= this.windowSeconds) {
      for (let kept = 0; kept < Math.min(resized.length, old.length); kept++) {
        const bucket = this.lastWrite - kept;
        const value = old[wrapped(bucket, old.length)] ?? 0;
        resized[wrapped(bucket, resized.length)] = value;
        total += value;
      }
      this.firstWrite = this.lastWrite - (old.length - 1);
    } else {
      this.firstWrite = NEVER;
    }
    this.windowSeconds = windowSeconds;
    this.buckets = resized;
    this.total = total;
  }
}

/** Index into a ring, also for the seconds before the origin of the clock. */
export function wrapped(bucket: number, length: number): number {
  return ((bucket % length) + length) % length;
}
