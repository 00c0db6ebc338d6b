/** The clock of the batcher, which tests can replace. */
export interface BatchClock {
  nowMs(): number;
  /** Calls back once after a delay; returns how to cancel. */
  after(delayMs: number, callback: () => void): () => void;
}

export interface MicroBatcherOptions<Item, Result> {
  /** Items per call at most. */
  readonly maxSize: number;
  /** How long an item may wait for others while a call could run, milliseconds. */
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
 * wait or the first of them has waited `maxDelayMs`. Owners take turns, one item each, so that one with many items does
 * not keep the others waiting; items of one owner are first in, first out.
 */
export class MicroBatcher<Item, Result> {
  /** By owner; whose turn is next comes first. */
  private readonly lines = new Map<string, Waiting<Item, Result>[]>();
  private waiting = 0;
  private running = 0;
  private cancelTimer: (() => void) | undefined;

  public constructor(private readonly options: MicroBatcherOptions<Item, Result>) {}

  /** Rejects when the call with this item alone fails. */
  public submit(item: Item, owner = ''): Promise<Result> {
    return new Promise((resolve, reject) => {
      const line = this.lines.get(owner) ?? [];
      line.push({ item, sinceMs: this.options.clock.nowMs(), resolve, reject });
      this.lines.set(owner, line);
      this.waiting++;
      this.startCalls();
    });
  }

  private startCalls(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    const { maxSize, maxDelayMs, parallelCalls, clock } = this.options;
    while (this.running < parallelCalls && this.waiting > 0) {
      const firstMs = Math.min(...Array.from(this.lines.values(), ([first]) => first?.sinceMs ?? Number.POSITIVE_INFINITY));
      const leftMs = firstMs + maxDelayMs - clock.nowMs();
      if (this.waiting < maxSize && leftMs > 0) {
        this.cancelTimer = clock.after(leftMs, () => this.startCalls());
        return;
      }
      void this.runBatch(this.take(maxSize));
    }
  }

  /** One item of each owner in turn, until there are enough. */
  private take(count: number): Waiting<Item, Result>[] {
    const batch: Waiting<Item, Result>[] = [];
    for (const [owner, line] of this.lines) {
      const next = line.shift();
      this.lines.delete(owner);
      // Setting it again puts it at the end: of this turn, or first in the next batch.
      if (line.length > 0) this.lines.set(owner, line);
      if (next !== undefined) batch.push(next);
      if (batch.length === count) break;
    }
    this.waiting -= batch.length;
    return batch;
  }

  private async runBatch(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    this.running++;
    try {
      await this.runCall(batch);
    } finally {
      this.running--;
      this.startCalls();
    }
  }

  /** When a call fails its items are tried one by one, so that a bad one fails alone. */
  private async runCall(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.options.call(batch.map(({ item }) => item));
      if (results.length !== batch.length) throw new Error(`A call with ${batch.length} items gave ${results.length} results.`);
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      if (batch.length > 1) for (const one of batch) await this.runCall([one]);
      else for (const { reject } of batch) reject(error);
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
