import { NEVER } from './clock';

interface Timer {
  readonly atMs: number;
  /** Timers of the same moment run in the order in which they were set. */
  readonly order: number;
  readonly run: (nowMs: number) => void;
}

/**
 * Events that are rare compared with requests: pods that start, sensors, controllers. A binary heap of closures would be too slow
 * for requests; these are a few per simulated second.
 */
export class Timers {
  public nextMs = NEVER;
  private readonly heap: Timer[] = [];
  private set = 0;

  public at(atMs: number, run: (nowMs: number) => void): void {
    const timer = { atMs, order: this.set++, run };
    const { heap } = this;
    let place = heap.push(timer) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(timer, above)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = timer;
    this.nextMs = heap[0]?.atMs ?? NEVER;
  }

  public every(firstMs: number, periodMs: number, run: (nowMs: number) => void): void {
    this.at(firstMs, (nowMs) => {
      this.every(firstMs + periodMs, periodMs, run);
      run(nowMs);
    });
  }

  /** @param run answers when it runs again, milliseconds from the start */
  public repeatedly(firstMs: number, run: (nowMs: number) => number): void {
    this.at(firstMs, (nowMs) => this.repeatedly(run(nowMs), run));
  }

  public runNext(): void {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return;
    if (heap.length > 0) this.sink(last);
    this.nextMs = heap[0]?.atMs ?? NEVER;
    first.run(first.atMs);
  }

  private sink(timer: Timer): void {
    const { heap } = this;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      const smaller = right !== undefined && isBefore(right, left) ? right : left;
      if (smaller === right) child++;
      if (!isBefore(smaller, timer)) break;
      heap[place] = smaller;
      place = child;
    }
    heap[place] = timer;
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
