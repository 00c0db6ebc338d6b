import type { Clock, Timer } from '../clock';

/** Does something at once and then once per period. A late tick does not delay the next ones. */
export class Ticker {
  private timer: Timer | undefined;
  private nextMs: number;
  private state: 'running' | 'stopped' = 'running';

  public constructor(
    private readonly clock: Clock,
    private readonly periodMs: number,
    private readonly work: () => void,
  ) {
    this.nextMs = clock.nowMs();
  }

  public start(): this {
    this.tick();
    return this;
  }

  /** As `start`, but the first tick comes after one period. */
  public startLater(): this {
    this.plan();
    return this;
  }

  public stop(): void {
    this.state = 'stopped';
    this.timer?.cancel();
  }

  private tick(): void {
    if (this.state === 'stopped') return;
    this.plan();
    this.work();
  }

  private plan(): void {
    const now = this.clock.nowMs();
    this.nextMs += this.periodMs;
    // After a long pause (a suspended machine) missed ticks are not caught up.
    if (this.nextMs <= now) this.nextMs = now + this.periodMs;
    this.timer = this.clock.after(this.nextMs - now, () => this.tick());
  }
}
