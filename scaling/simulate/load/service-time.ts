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
      return (block) => {
        const mu = log(spec.p50Ms);
        const sigma = lognormalSigma(spec);
        for (let index = 0; index < block.length; index++) block[index] = exp(mu + sigma * inverseNormal(block[index] ?? 0));
      };
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
