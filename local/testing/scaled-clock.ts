import { systemClock, type Clock, type Timer } from '../clock';

/** A clock that runs faster, for waits that take minutes in a cluster. */
export class ScaledClock implements Clock {
  private readonly bornMs = systemClock.nowMs();

  public constructor(private readonly speed: number) {}

  public nowMs(): number {
    return this.bornMs + (systemClock.nowMs() - this.bornMs) * this.speed;
  }

  public after(delayMs: number, work: () => void): Timer {
    return systemClock.after(delayMs / this.speed, work);
  }
}
