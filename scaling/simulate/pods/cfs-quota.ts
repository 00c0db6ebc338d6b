import { NEVER } from '../engine/clock';
// Bound once: every request passes here, and looking up a global costs time.
const { floor, min, max } = Math;

/** Length of a CFS bandwidth period, milliseconds: cpu.cfs_period_us as the kubelet sets it. */
const PERIOD_MS = 100;
/**
 * The unused quota that survives the period: a CPU that goes idle gives back its slice but for 1 ms (min_cfs_rq_runtime, which
 * has not lapsed since Linux 5.4), here on each of the two CPUs that the threads of one busy request move between.
 */
const CARRIED_MS = 2;
const ROUNDING_MS = 1e-6;

/**
 * A CPU limit as the kernel enforces it: so much CPU time per period of 100 ms; when it is used up, everything in the container
 * stands still until the next period. Follows Linux kernel/sched/fair.c, CFS bandwidth control: periods keep their phase, and what
 * is left of a quota lapses, but for `CARRIED_MS`.
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
  public run(startedMs: number, toMs: number, rate: number): number {
    let fromMs = startedMs;
    if (this.throttled) {
      if (toMs < this.periodEndMs) return 0;
      this.throttled = false;
      this.leftMs = this.quotaMs;
      this.skipTo(toMs);
      return 0;
    }
    if (toMs >= this.periodEndMs) {
      this.leftMs -= rate * (this.periodEndMs - fromMs);
      this.refill();
      fromMs = this.periodEndMs;
      this.skipTo(toMs);
      // Whole periods at a rate that does not exhaust them leave as much as can be carried, or what a full one leaves.
      const startMs = this.periodEndMs - PERIOD_MS;
      if (startMs > fromMs) {
        this.leftMs = this.quotaMs + min(CARRIED_MS, max(0, this.quotaMs - rate * PERIOD_MS));
        fromMs = startMs;
      }
    }
    this.leftMs -= rate * (toMs - fromMs);
    return toMs - startedMs;
  }

  /** When the quota will be used up at this rate; NEVER when it never will. */
  public exhaustedAtMs(nowMs: number, rate: number): number {
    if (rate <= 0) return NEVER;
    const afterwards = this.leftMs - rate * (this.periodEndMs - nowMs);
    if (afterwards < 0) return nowMs + max(0, this.leftMs / rate);
    if (rate * PERIOD_MS <= this.quotaMs) return NEVER;
    const nextMs = this.quotaMs + min(CARRIED_MS, afterwards);
    // What is carried may last beyond the next period at a rate just above the limit: look again when it ends.
    return this.periodEndMs + min(PERIOD_MS, nextMs / rate);
  }

  public throttleIfExhausted(): void {
    this.throttled = this.leftMs <= ROUNDING_MS;
  }

  private refill(): void {
    this.leftMs = this.quotaMs + min(CARRIED_MS, max(0, this.leftMs));
  }

  private skipTo(nowMs: number): void {
    this.periodEndMs += PERIOD_MS * (floor((nowMs - this.periodEndMs) / PERIOD_MS) + 1);
  }
}
