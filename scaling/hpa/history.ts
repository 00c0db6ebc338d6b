/**
 * Timestamped integers as parallel arrays: what upstream keeps per HPA as []timestampedRecommendation and
 * []timestampedScaleEvent. Order does not matter; an entry that has expired is overwritten by the next one.
 */
export class History {
  private readonly timesMs: number[] = [];
  private readonly values: number[] = [];

  public get size(): number {
    return this.timesMs.length;
  }

  public timeAt(index: number): number {
    return this.timesMs[index] ?? -Infinity;
  }

  public valueAt(index: number): number {
    return this.values[index] ?? 0;
  }

  public copy(): History {
    const copy = new History();
    copy.timesMs.push(...this.timesMs);
    copy.values.push(...this.values);
    return copy;
  }

  /** Overwrites the entry at `expired`, or appends when that is -1. */
  public record(nowMs: number, value: number, expired: number): void {
    const index = expired === -1 ? this.timesMs.length : expired;
    this.timesMs[index] = nowMs;
    this.values[index] = value;
  }

  /** Last entry that is older than the cutoff, -1 when none is. */
  public lastBefore(cutoffMs: number): number {
    for (let index = this.timesMs.length - 1; index >= 0; index--) if (this.timeAt(index) < cutoffMs) return index;
    return -1;
  }

  /** Sum of the entries younger than the cutoff; one exactly that old does not count. */
  public sumAfter(cutoffMs: number): number {
    let sum = 0;
    for (let index = 0; index < this.timesMs.length; index++) if (this.timeAt(index) > cutoffMs) sum += this.valueAt(index);
    return sum;
  }
}
