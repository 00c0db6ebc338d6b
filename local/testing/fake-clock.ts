import type { Clock, Timer } from '../clock';

/** Turns of the event loop in which promises of the code under test may settle. */
const SETTLE_TURNS = 20;

async function settle(): Promise<void> {
  for (let turn = 0; turn < SETTLE_TURNS; turn++) await Promise.resolve();
}

/** A clock that tests move. */
export class FakeClock implements Clock {
  private now = 1_700_000_000_000;
  private readonly timers = new Set<{ readonly atMs: number; readonly work: () => void }>();

  public nowMs(): number {
    return this.now;
  }

  public after(delayMs: number, work: () => void): Timer {
    const timer = { atMs: this.now + delayMs, work };
    this.timers.add(timer);
    return { cancel: () => this.timers.delete(timer) };
  }

  /** Moves on, running what becomes due in order and letting promises settle in between. */
  public async advance(byMs: number): Promise<void> {
    const untilMs = this.now + byMs;
    await settle();
    for (;;) {
      const [next] = [...this.timers].filter((timer) => timer.atMs <= untilMs).sort((one, other) => one.atMs - other.atMs);
      if (next === undefined) break;
      this.timers.delete(next);
      this.now = Math.max(this.now, next.atMs);
      next.work();
      await settle();
    }
    this.now = untilMs;
  }
}
