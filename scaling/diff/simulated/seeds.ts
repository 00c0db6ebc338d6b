import { RandomStream } from '../../../contract/random';

/** Seeds that hash and stream tell apart. */
const SEEDS = 2 ** 48;

/**
 * The seeds of a prediction. They follow from what is predicted, so that nothing can be chosen to suit a fixed set of them, and the same
 * question gets the same answer. More runs go on where fewer ended.
 *
 * @param about what is predicted, as text: the base and its load, so that every head is judged on the same runs
 */
export function derivedSeeds(about: string, count: number): number[] {
  const stream = new RandomStream(0, about);
  return Array.from({ length: count }, () => Math.floor(stream.fraction() * SEEDS));
}
