/** Length of a CFS bandwidth period, milliseconds: cpu.cfs_period_us as the kubelet sets it. */
const PERIOD_MS = 100;

/**
 * A CPU limit as the kernel enforces it: so much CPU time per period of 100 ms; when it is used up, everything in the container
 * stands still until the next period. Follows Linux kernel/sched/fair.c, CFS bandwidth control: periods keep their phase, and what
 * is left of a quota lapses.
 *
 * Seen on a 250m pod kept busy (recorded/hpa-step.json, t = 62 to 71 s): requests that need 18 ms of CPU end at about .017, .057
 * or .068 s of each tenth of a second, 14.4 of them a second, the metrics API shows 248 to 249 millicores, and a single request
 * takes up to 100 ms.
 */
export class CfsQuota {
  public throttled = false;
  /** When the current period ends and the quota is full again. */
  public periodEndMs: number;
  private leftMs: number;
  private readonly quotaMs: number;

  /** @param phaseMs when a period begins, for the first time */
  public constructor(limitMillis: number, phaseMs: number) {
    this.quotaMs = (limitMillis * PERIOD_MS) / 1000;
    this.leftMs = this.quotaMs;
    this.periodEndMs = phaseMs;
  }

  /**
   * Lets time pass at a rate of CPU use, and tells how much of it could be used. The caller stops at `exhaustedAtMs` and, while
   * throttled, at `periodEndMs`.
   *
   * @param rate CPU used, cores
   * @returns milliseconds that the container ran
   */
  public run(fromMs: number, toMs: number, rate: number): number {
    if (this.throttled) {
      if (toMs < this.periodEndMs) return 0;
      this.throttled = false;
      this.leftMs = this.quotaMs;
      this.skipTo(toMs);
      return 0;
    }
    if (toMs < this.periodEndMs) this.leftMs -= rate * (toMs - fromMs);
    else {
      this.skipTo(toMs);
      this.leftMs = this.quotaMs - rate * (toMs - (this.periodEndMs - PERIOD_MS));
    }
    return toMs - fromMs;
  }

  /** When the quota will be used up at this rate; Infinity when it never will. */
  public exhaustedAtMs(nowMs: number, rate: number): number {
    if (rate <= 0) return Infinity;
    if (this.leftMs < rate * (this.periodEndMs - nowMs)) return nowMs + Math.max(0, this.leftMs / rate);
    return rate * PERIOD_MS <= this.quotaMs ? Infinity : this.periodEndMs + this.quotaMs / rate;
  }

  private skipTo(nowMs: number): void {
    this.periodEndMs += PERIOD_MS * (Math.floor((nowMs - this.periodEndMs) / PERIOD_MS) + 1);
  }
}
