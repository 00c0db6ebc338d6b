import { NEVER } from '../engine/clock';

/** Intended send times, ascending. `nextMs` is NEVER once there are no more. */
export interface Arrivals {
  readonly nextMs: number;
  advance(): void;
}

/** Recorded intended send times. */
export class TraceArrivals implements Arrivals {
  public nextMs: number;
  private index = 0;

  /** @param timesMs ascending */
  public constructor(private readonly timesMs: ArrayLike<number>) {
    this.nextMs = timesMs[0] ?? NEVER;
  }

  public advance(): void {
    this.nextMs = this.timesMs[++this.index] ?? NEVER;
  }
}
