import { Ring } from '../engine/ring';
import type { Requests } from '../load/requests';

/**
 * A line of requests, first in, first out, that one of them can leave at any time: it is marked, and its number becomes free when the
 * line has moved up to it. Who joined first gives up first, so that is at once as a rule.
 */
export class Line {
  /** Requests that are still there. */
  public size = 0;
  private readonly ids = new Ring();

  public constructor(private readonly requests: Requests) {}

  public push(id: number): void {
    this.ids.push(id);
    this.size++;
  }

  /** The oldest that is still there; only while `size` is above 0. */
  public shift(): number {
    this.sweep();
    this.size--;
    return this.ids.shift();
  }

  /** One that is in this line leaves it. `sweep` must follow when nobody needs its number any more. */
  public leave(id: number): void {
    this.requests.leave(id);
    this.size--;
  }

  public sweep(): void {
    const { ids, requests } = this;
    while (ids.size > 0 && requests.hasLeft(ids.at(0))) requests.release(ids.shift());
  }
}
