import { compareScores, type Score } from './score';
import type { Candidate, SearchSpace } from './space';

export type Evaluate = (candidates: readonly Candidate[]) => Promise<readonly Score[]>;

export interface SearchOptions {
  /** At most so many candidates are evaluated. */
  readonly budget: number;
}

/** Best ones whose neighbours are all looked at before the search ends. */
const BEAM = 4;
/** Of the first two knobs, evenly spread. */
const COARSE = 4;

/**
 * First what is written now and a coarse grid over the first two knobs, with the others as they are and with their largest choice of
 * the third; then, again and again, all neighbours of the best candidate whose neighbours are not known yet, until the best few have no
 * better neighbour or the budget is used up. The same space and scores give the same answer.
 *
 * @returns all scores, in the order of evaluation; what is written now comes first
 */
export async function search(
  space: Pick<SearchSpace, 'sizes' | 'current' | 'autoscalerOf'>,
  evaluate: Evaluate,
  { budget }: SearchOptions,
): Promise<readonly Score[]> {
  const scores: Score[] = [];
  const seen = new Set<string>();
  const expanded = new Set<string>();
  const look = async (candidates: readonly Candidate[]): Promise<void> => {
    const fresh = candidates.filter((candidate) => {
      const key = candidate.join();
      if (seen.has(key) || space.autoscalerOf(candidate) === undefined) return false;
      seen.add(key);
      return true;
    });
    const affordable = fresh.slice(0, Math.max(0, budget - scores.length));
    if (affordable.length > 0) scores.push(...(await evaluate(affordable)));
  };
  await look([space.current, ...coarseGrid(space)]);
  while (scores.length < budget) {
    const next = [...scores]
      .sort(compareScores)
      .slice(0, BEAM)
      .find(({ candidate }) => !expanded.has(candidate.join()));
    if (next === undefined) break;
    expanded.add(next.candidate.join());
    await look(neighbours(next.candidate, space.sizes));
  }
  return scores;
}

function coarseGrid({ sizes, current }: Pick<SearchSpace, 'sizes' | 'current'>): Candidate[] {
  const spread = (size: number): number[] => {
    const count = Math.min(size, COARSE);
    return [...new Set(Array.from({ length: count }, (_, index) => Math.round((index * (size - 1)) / Math.max(1, count - 1))))];
  };
  const [first = 1, second = 1, third = 1] = sizes;
  const thirds = [...new Set([current[2] ?? 0, third - 1])];
  return thirds.flatMap((c) =>
    spread(first).flatMap((a) => spread(second).map((b) => sizes.map((_, index) => [a, b, c][index] ?? current[index] ?? 0))),
  );
}

/** One step in one knob, or in two at a time in opposite directions (what a lower target costs, a lower minimum may save). */
export function neighbours(candidate: Candidate, sizes: readonly number[]): Candidate[] {
  const moved = (moves: Readonly<Record<number, number>>): Candidate[] => {
    const next = candidate.map((value, index) => value + (moves[index] ?? 0));
    return next.every((value, index) => value >= 0 && value < (sizes[index] ?? 0)) ? [next] : [];
  };
  const single = sizes.flatMap((_, knob) => [...moved({ [knob]: -1 }), ...moved({ [knob]: 1 })]);
  const opposite =
    sizes.length > 1
      ? [...moved({ 0: -1, 1: -1 }), ...moved({ 0: 1, 1: 1 }), ...moved({ 0: -1, 1: 1 }), ...moved({ 0: 1, 1: -1 })]
      : [];
  return [...single, ...opposite];
}
