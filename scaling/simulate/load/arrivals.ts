import { NEVER } from '../engine/clock';
import type { Phase } from '../../../contract/scenario';
import type { RandomStream } from '../../../contract/random';

// Bound once: where a request passes, a look-up in a global object counts.
const { log, sqrt } = Math;

/** Intended send times, ascending. `nextMs` is NEVER once there are no more. */
export interface Arrivals {
  readonly nextMs: number;
  /** Moves on to the one after. */
  advance(): void;
}

interface Stretch {
  readonly startMs: number;
  /** Requests per millisecond at the start, and what that rate changes by per millisecond. */
  readonly rate: number;
  readonly slope: number;
  /** Expected arrivals before this stretch, and up to its end. */
  readonly before: number;
  readonly until: number;
}

const BLOCK = 1024;

/**
 * Open-loop arrivals of a scenario. With L(t) the expected number of requests up to t, `uniform` sends request k when L reaches
 * k + 1/2, and `poisson` puts a unit-rate Poisson process through the inverse of L: the same convention as the load generator's.
 */
export class ScenarioArrivals implements Arrivals {
  public nextMs = 0;
  private readonly stretches: readonly Stretch[];
  private current: Stretch;
  private index = 0;
  /** Where the next request is on L. */
  private due = 0;
  private readonly gaps = new Float64Array(BLOCK).fill(1);
  private gapIndex = 0;

  /** @param stream undefined for evenly spaced arrivals */
  public constructor(
    phases: readonly Phase[],
    private readonly stream: RandomStream | undefined,
  ) {
    this.stretches = stretch(phases);
    this.current = this.stretches[0] ?? { startMs: 0, rate: 0, slope: 0, before: 0, until: 0 };
    if (stream === undefined) {
      this.due = 0.5;
      this.locate();
      return;
    }
    this.gapIndex = BLOCK;
    this.advance();
  }

  public advance(): void {
    if (this.gapIndex === BLOCK) this.refill();
    this.due += this.gaps[this.gapIndex++] ?? 0;
    this.locate();
  }

  private locate(): void {
    while (this.due >= this.current.until) {
      const next = this.stretches[++this.index];
      if (next === undefined) {
        this.nextMs = NEVER;
        return;
      }
      this.current = next;
    }
    const { startMs, rate, slope, before } = this.current;
    const need = this.due - before;
    this.nextMs = startMs + (slope === 0 ? need / rate : (2 * need) / (rate + sqrt(rate * rate + 2 * slope * need)));
  }

  private refill(): void {
    this.gapIndex = 0;
    const { gaps, stream } = this;
    if (stream === undefined) return;
    stream.fill(gaps);
    for (let index = 0; index < BLOCK; index++) gaps[index] = -log(gaps[index] ?? 0);
  }
}

function stretch(phases: readonly Phase[]): Stretch[] {
  let startMs = 0;
  let before = 0;
  return phases.map(({ seconds, rps, from, to }) => {
    const first = rps ?? from ?? 0;
    const last = rps ?? to ?? first;
    const lengthMs = seconds * 1000;
    const one = {
      startMs,
      rate: first / 1000,
      slope: (last - first) / 1000 / lengthMs,
      before,
      until: before + (seconds * (first + last)) / 2,
    };
    startMs += lengthMs;
    before = one.until;
    return one;
  });
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
