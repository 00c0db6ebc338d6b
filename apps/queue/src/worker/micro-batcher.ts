/** Time as the batcher sees it, so that tests decide what it is. */
export interface BatchClock {
  nowMs(): number;
  /** Calls back once after a delay; returns how to cancel. */
  after(delayMs: number, callback: () => void): () => void;
}

export interface MicroBatcherOptions<Item, Result> {
  /** Items per call at most. */
  readonly maxSize: number;
  /** How long an item may wait for company while a call could run, milliseconds. */
  readonly maxDelayMs: number;
  /** Calls that may run at once: one per inference thread. */
  readonly parallelCalls: number;
  /** Results in the order of the items. */
  readonly call: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly clock: BatchClock;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly sinceMs: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Puts items that arrive close together into one call. A call starts when one may run and either `maxSize` items
 * wait or the first of them has waited `maxDelayMs`. First in, first out.
 */
export class MicroBatcher<Item, Result> {
  private readonly waiting: Waiting<Item, Result>[] = [];
  private running = 0;
  private cancelTimer: (() => void) | undefined;

  public constructor(private readonly options: MicroBatcherOptions<Item, Result>) {}

  /** Rejects when the call that the item was part of fails. */
  public submit(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, sinceMs: this.options.clock.nowMs(), resolve, reject });
      this.startCalls();
    });
  }

  private startCalls(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    const { maxSize, maxDelayMs, parallelCalls, clock } = this.options;
    while (this.running < parallelCalls) {
      const first = this.waiting[0];
      if (first === undefined) return;
      const leftMs = first.sinceMs + maxDelayMs - clock.nowMs();
      if (this.waiting.length < maxSize && leftMs > 0) {
        this.cancelTimer = clock.after(leftMs, () => this.startCalls());
        return;
      }
      void this.runCall(this.waiting.splice(0, maxSize));
    }
  }

  private async runCall(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    this.running++;
    try {
      const results = await this.options.call(batch.map(({ item }) => item));
      if (results.length !== batch.length) throw new Error(`A call with ${batch.length} items gave ${results.length} results.`);
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.running--;
      this.startCalls();
    }
  }
}

/** The clock of this process. */
export const processClock: BatchClock = {
  nowMs: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
