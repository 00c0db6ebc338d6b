import type { Phase } from '../../contract';

/** Rates that are this many standard deviations of a Poisson count apart are taken to differ. */
const NOISE_DEVIATIONS = 2;
/** A scenario takes 200; fewer are read more easily. */
export const MOST_PHASES = 150;
const DIGITS = 4;

interface Part {
  readonly seconds: number;
  readonly requests: number;
}

/**
 * Phases of constant load that offer what was measured. Neighbours whose rates differ by no more than chance does are one; the most
 * alike first, and further until there are at most `mostPhases`. The number of requests stays.
 *
 * @param rates requests per second, one per step
 */
export function phasesOf(rates: ArrayLike<number>, stepSeconds: number, mostPhases: number = MOST_PHASES): Phase[] {
  const parts: Part[] = Array.from(rates, (rate) => ({ seconds: stepSeconds, requests: rate * stepSeconds }));
  for (;;) {
    let closest = -1;
    let least = Infinity;
    for (let index = 0; index + 1 < parts.length; index++) {
      const distance = deviations(parts[index], parts[index + 1]);
      if (distance < least) [closest, least] = [index, distance];
    }
    if (closest < 0 || (least >= NOISE_DEVIATIONS && parts.length <= mostPhases)) break;
    parts.splice(closest, 2, joined(parts[closest], parts[closest + 1]));
  }
  return parts.map(({ seconds, requests }) => ({ seconds, rps: Number((requests / seconds).toPrecision(DIGITS)) }));
}

function joined(one: Part | undefined, other: Part | undefined): Part {
  return {
    seconds: (one?.seconds ?? 0) + (other?.seconds ?? 0),
    requests: (one?.requests ?? 0) + (other?.requests ?? 0),
  };
}

/** How far two rates are apart, in standard deviations of their difference if both were Poisson with one rate. */
function deviations(one: Part | undefined, other: Part | undefined): number {
  if (one === undefined || other === undefined) return Infinity;
  const rate = (one.requests + other.requests) / (one.seconds + other.seconds);
  if (rate <= 0) return 0;
  const deviation = Math.sqrt(rate / one.seconds + rate / other.seconds);
  const difference = Math.abs(one.requests / one.seconds - other.requests / other.seconds);
  return deviation > 0 ? difference / deviation : 0;
}
