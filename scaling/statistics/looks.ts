/** Runs before the first look at the result. */
export const FIRST_LOOK = 10;

/**
 * After how many runs the result is looked at: 10, 20, 40 and so on up to the most. Each look is another chance of a false alarm, so
 * their number is fixed before the first run, and counts as that many tests.
 */
export function looksUpTo(most: number): number[] {
  const looks: number[] = [];
  for (let runs = FIRST_LOOK; runs < most; runs *= 2) looks.push(runs);
  return [...looks, most];
}
