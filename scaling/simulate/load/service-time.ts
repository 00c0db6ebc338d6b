import { inverseNormal } from './inverse-normal';
import type { RandomStream } from '../../../contract/random';
import type { ServiceTime } from '../workload';

// Bound once: every request passes here, and looking up a global costs time.
const { log, exp, floor } = Math;

/** A request that takes no time takes this much: its CPU is used over some time, at a rate that is a number. */
export const SHORTEST_SERVICE_MS = 1e-3;

const BLOCK = 1024;
/** 95th percentile of the standard normal distribution. */
const Z95 = 1.6448536269514722;

/** Turns uniform numbers into service times, in place. By inversion, so that one number makes one service time of any distribution. */
type Invert = (block: Float64Array) => void;

/** Service times one after another, made a block at a time. */
export class ServiceTimes {
  private readonly block = new Float64Array(BLOCK);
  private index = BLOCK;
  private readonly invert: Invert;

  public constructor(
    spec: ServiceTime,
    private readonly stream: RandomStream,
  ) {
    this.invert = inversion(spec);
  }

  public next(): number {
    if (this.index === BLOCK) {
      this.stream.fill(this.block);
      this.invert(this.block);
      this.index = 0;
    }
    return this.block[this.index++] ?? 0;
  }
}

function inversion(spec: ServiceTime): Invert {
  switch (spec.kind) {
    case 'deterministic':
      return (block) => block.fill(Math.max(SHORTEST_SERVICE_MS, spec.ms));
    case 'exponential':
      return (block) => {
        for (let index = 0; index < block.length; index++) block[index] = -spec.meanMs * log(block[index] ?? 0);
      };
    case 'lognormal':
      return tabled((share) => exp(log(spec.p50Ms) + lognormalSigma(spec) * inverseNormal(share)));
    case 'quantiles':
      return (block) => {
        for (let index = 0; index < block.length; index++) block[index] = interpolate(spec.points, block[index] ?? 0);
      };
    case 'samples': {
      const sorted = Float64Array.from(spec.ms).sort();
      return (block) => {
        for (let index = 0; index < block.length; index++) {
          block[index] = sorted[floor((block[index] ?? 0) * sorted.length)] ?? 0;
        }
      };
    }
  }
}

const TABLE_CELLS = 4096;
/** Outside of the middle the distribution bends too much for a table. */
const TABLE_TAIL = 1 / 128;

/**
 * Times from a table of a smooth quantile function: linear between 4,096 points, and the function itself in the 1/128 at both ends.
 * For a lognormal up to a p95 of ten medians that is within 0.04 % of every quantile, for a tenth of the time.
 */
function tabled(quantile: (share: number) => number): Invert {
  const table = Float64Array.from({ length: TABLE_CELLS + 1 }, (_, cell) => {
    const share = cell / TABLE_CELLS;
    return share >= TABLE_TAIL / 2 && share <= 1 - TABLE_TAIL / 2 ? quantile(share) : 0;
  });
  return (block) => {
    for (let index = 0; index < block.length; index++) {
      const share = block[index] ?? 0;
      if (share < TABLE_TAIL || share > 1 - TABLE_TAIL) {
        block[index] = quantile(share);
        continue;
      }
      const at = share * TABLE_CELLS;
      const cell = floor(at);
      const low = table[cell] ?? 0;
      block[index] = low + ((table[cell + 1] ?? 0) - low) * (at - cell);
    }
  };
}

function lognormalSigma({ p50Ms, p95Ms }: { p50Ms: number; p95Ms: number }): number {
  return log(p95Ms / p50Ms) / Z95;
}

function interpolate(points: readonly (readonly [number, number])[], share: number): number {
  let [lowShare, lowMs] = points[0] ?? [0, 0];
  if (share <= lowShare) return lowMs;
  for (const [highShare, highMs] of points) {
    if (share <= highShare) {
      const width = highShare - lowShare;
      return width > 0 ? lowMs + ((highMs - lowMs) * (share - lowShare)) / width : highMs;
    }
    [lowShare, lowMs] = [highShare, highMs];
  }
  return lowMs;
}

/** The service time that `share` of the requests do not exceed, milliseconds. */
export function serviceQuantileMs(spec: ServiceTime, share: number): number {
  // Exponential times are drawn from the top.
  const block = Float64Array.of(spec.kind === 'exponential' ? 1 - share : share);
  inversion(spec)(block);
  return block[0] ?? Number.NaN;
}

/** Mean of the distribution, milliseconds. */
export function meanServiceMs(spec: ServiceTime): number {
  switch (spec.kind) {
    case 'deterministic':
      return spec.ms;
    case 'exponential':
      return spec.meanMs;
    case 'lognormal':
      return spec.p50Ms * exp(lognormalSigma(spec) ** 2 / 2);
    case 'samples':
      return spec.ms.reduce((sum, ms) => sum + ms, 0) / spec.ms.length;
    case 'quantiles': {
      const first = spec.points[0] ?? [0, 0];
      const last = spec.points.at(-1) ?? first;
      let mean = first[0] * first[1] + (1 - last[0]) * last[1];
      spec.points.forEach(([share, ms], index) => {
        const [before, beforeMs] = spec.points[index - 1] ?? [share, ms];
        mean += ((share - before) * (ms + beforeMs)) / 2;
      });
      return mean;
    }
  }
}
