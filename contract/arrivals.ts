import { RandomStream } from './random';
import { type Phase, phaseRates } from './scenario';

// Bound once: a look-up in a global object for every request would be slow.
const { log, max, min, sqrt } = Math;

interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
  /** Requests per millisecond at the start, and the change of that rate per millisecond. */
  readonly rate: number;
  readonly slope: number;
  /** Expected arrivals before this stretch, and up to its end. */
  readonly before: number;
  readonly until: number;
}

const BLOCK = 1024;

/**
 * Intended send times of an open-loop scenario, ascending. Load generators and simulator share it: the same phases and seed give the
 * same times.
 *
 * With L(t) the expected number of requests up to t (the integral of the offered rate), `uniform` sends request k when L reaches
 * k + 1/2. `poisson` puts a unit-rate Poisson process through the inverse of L, which gives an exact Poisson process of the
 * changing rate.
 */
export class ScenarioArrivals {
  /** Infinity once there are no more. */
  public nextMs = 0;
  /** Expected number of requests in all. */
  public readonly expected: number;
  private readonly stretches: readonly Stretch[];
  private current: Stretch;
  private index = 0;
  /** Value of L at the next request. */
  private due = 0;
  private readonly stream: RandomStream | undefined;
  private readonly gaps = new Float64Array(BLOCK).fill(1);
  private gapIndex = 0;

  public constructor(
    { phases, arrivals }: { readonly phases: readonly Phase[]; readonly arrivals: 'uniform' | 'poisson' },
    seed: number,
  ) {
    this.stretches = stretch(phases);
    this.expected = this.stretches.at(-1)?.until ?? 0;
    this.current = this.stretches[0] ?? { startMs: 0, endMs: 0, rate: 0, slope: 0, before: 0, until: 0 };
    if (arrivals === 'uniform') {
      this.due = 0.5;
      this.locate();
      return;
    }
    this.stream = new RandomStream(seed, 'arrivals');
    this.gapIndex = BLOCK;
    this.advance();
  }

  /** Moves on to the next request. */
  public advance(): void {
    if (this.gapIndex === BLOCK) this.refill();
    this.due += this.gaps[this.gapIndex++] ?? 0;
    this.locate();
  }

  private locate(): void {
    while (this.due >= this.current.until) {
      const next = this.stretches[++this.index];
      if (next === undefined) {
        this.nextMs = Infinity;
        return;
      }
      this.current = next;
    }
    const { startMs, endMs, rate, slope, before } = this.current;
    const need = this.due - before;
    this.nextMs = min(endMs, startMs + (need === 0 ? 0 : timeInto(need, rate, slope)));
  }

  private refill(): void {
    this.gapIndex = 0;
    const { gaps, stream } = this;
    if (stream === undefined) return;
    stream.fill(gaps);
    for (let index = 0; index < BLOCK; index++) gaps[index] = -log(gaps[index] ?? 0);
  }
}

/**
 * How far into a stretch its integral reaches `need`, in milliseconds. At 0 there is nothing to divide by where a ramp begins with no load.
 * Rounding must not move the root below zero.
 */
function timeInto(need: number, rate: number, slope: number): number {
  return slope === 0 ? need / rate : (2 * need) / (rate + sqrt(max(0, rate * rate + 2 * slope * need)));
}

function stretch(phases: readonly Phase[]): Stretch[] {
  let startMs = 0;
  let before = 0;
  return phases.map((phase) => {
    const { from, to } = phaseRates(phase);
    const lengthMs = phase.seconds * 1000;
    const endMs = startMs + lengthMs;
    const until = before + (phase.seconds * (from + to)) / 2;
    const one = { startMs, endMs, rate: from / 1000, slope: (to - from) / 1000 / lengthMs, before, until };
    startMs = endMs;
    before = until;
    return one;
  });
}
