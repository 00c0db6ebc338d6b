import { isMet, type Score } from './score';
import type { Candidate } from './space';

export interface Validated {
  readonly chosen: Score | undefined;
  /** On the other seeds: of what is chosen, or of the nearest. */
  readonly validated: Score | undefined;
  readonly rejected: number;
}

/**
 * The cheapest that meets the SLO on seeds that it was not chosen on: one after the other, cheapest first, until one does. What is written
 * now is tried even where it missed the SLO in the search, so that nothing is said to hold it while that does.
 *
 * @param best by preference
 */
export async function validate(
  best: readonly Score[],
  current: Score,
  score: (candidate: Candidate) => Promise<Score>,
): Promise<Validated> {
  const met = best.filter(isMet);
  const candidates = met.includes(current) ? met : [...met, current];
  for (const [rejected, chosen] of candidates.entries()) {
    const validated = await score(chosen.candidate);
    if (isMet(validated)) return { chosen, validated, rejected };
  }
  const nearest = best[0];
  return {
    chosen: undefined,
    validated: nearest === undefined ? undefined : await score(nearest.candidate),
    rejected: met.length,
  };
}
