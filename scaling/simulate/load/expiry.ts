import { NEVER } from '../engine/clock';
import type { Requests } from './requests';
import { Ring } from '../engine/ring';

/**
 * Clients' time-outs. All attempts have the same one, so they expire in the order in which they were sent and a ring suffices;
 * attempts that were answered meanwhile are skipped.
 */
export class Expiry {
  private readonly ids = new Ring();
  private readonly generations = new Ring();

  public constructor(
    private readonly requests: Requests,
    private readonly timeoutMs: number,
  ) {}

  /** When the next client gives up. */
  public get nextMs(): number {
    const { ids, generations, requests } = this;
    while (ids.size > 0) {
      const id = ids.at(0);
      if (requests.generation(id) === generations.at(0) && requests.isWaiting(id)) {
        return requests.sentMs(id) + this.timeoutMs;
      }
      ids.shift();
      generations.shift();
    }
    return NEVER;
  }

  /** An attempt was sent just now. */
  public add(id: number): void {
    this.ids.push(id);
    this.generations.push(this.requests.generation(id));
  }

  /** The attempt whose client gives up next; after `nextMs` only. */
  public take(): number {
    this.generations.shift();
    return this.ids.shift();
  }
}
