import type { Phase, Scenario } from '../../contract/scenario';
import { UserError } from '../../contract/user-error';
import { seededRandom, type Random } from '../stats/random';

/** The whole schedule and every outcome are held in memory; this many take about 200 MB. */
const MAX_ARRIVALS = 5_000_000;

interface Stretch {
  readonly startSeconds: number;
  readonly seconds: number;
  readonly from: number;
  readonly to: number;
  /** Expected arrivals before this phase and in it. */
  readonly before: number;
  readonly expected: number;
}

/**
 * Intended send times of an open-loop scenario, milliseconds from its start, ascending.
 *
 * With L(t) the expected number of requests up to t (the integral of the offered rate), request k of `uniform` is meant
 * for the moment when L reaches k + 1/2. `poisson` puts a unit-rate Poisson process (gaps of -ln(1 - u)) through the
 * inverse of L, which gives an exact Poisson process of the changing rate. The same scenario gives the same times.
 *
 * @throws UserError when the scenario offers more requests than one generator can hold
 */
export function arrivals(scenario: Scenario): Float64Array {
  const stretches = stretch(scenario.phases);
  const last = stretches.at(-1);
  const expected = last === undefined ? 0 : last.before + last.expected;
  if (expected > MAX_ARRIVALS)
    throw new UserError({
      where: 'scenario',
      problem: `offers about ${Math.round(expected)} requests; one load generator sends at most ${MAX_ARRIVALS}`,
      fix: 'Lower rps or shorten the phases.',
      exit: 'config',
    });

  const times: number[] = [];
  const next = scenario.arrivals === 'poisson' ? poisson(seededRandom(scenario.seed)) : uniform();
  let at = next();
  for (const one of stretches) {
    for (; at <= one.before + one.expected && one.expected > 0; at = next()) times.push(1000 * timeIn(one, at - one.before));
  }
  return Float64Array.from(times);
}

function uniform(): () => number {
  let count = 0;
  return () => count++ + 0.5;
}

function poisson(random: Random): () => number {
  let sum = 0;
  return () => (sum -= Math.log1p(-random()));
}

function stretch(phases: readonly Phase[]): Stretch[] {
  let startSeconds = 0;
  let before = 0;
  return phases.map((phase) => {
    const { from, to } = phaseRates(phase);
    const one = { startSeconds, seconds: phase.seconds, from, to, before, expected: ((from + to) / 2) * phase.seconds };
    startSeconds += phase.seconds;
    before += one.expected;
    return one;
  });
}

/** Offered load at the start and end of a phase, requests per second. */
export function phaseRates(phase: Phase): { readonly from: number; readonly to: number } {
  const from = phase.rps ?? phase.from ?? 0;
  return { from, to: phase.rps ?? phase.to ?? from };
}

/** When `count` requests of a phase are due, seconds from the scenario's start: the inverse of from*t + (to-from)*t^2/(2T). */
function timeIn({ startSeconds, seconds, from, to }: Stretch, count: number): number {
  const root = Math.sqrt(Math.max(0, from * from + (2 * (to - from) * count) / seconds));
  const into = from + root === 0 ? 0 : (2 * count) / (from + root);
  return startSeconds + Math.min(seconds, into);
}
