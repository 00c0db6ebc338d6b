/** Edit distance with adjacent transpositions (optimal string alignment), case-insensitive. */
function editDistance(left: string, right: string): number {
  const a = left.toLowerCase();
  const b = right.toLowerCase();
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, (beforePrevious[column - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/**
 * The fix for a word that is none of the choices: the one that was probably meant, else all of them.
 *
 * @param title of the choices: `Suites`
 */
export function choiceInstead(word: string, title: string, choices: readonly string[]): string {
  const meant = nearest(word, choices);
  return meant === undefined ? `${title}: ${choices.join(', ') || 'none'}.` : `Did you mean ${meant}?`;
}

/** The choice that was probably meant, or undefined when none is close (more than a third of the letters differ). */
export function nearest(word: string, choices: readonly string[]): string | undefined {
  const ranked = choices
    .map((choice) => ({ choice, distance: editDistance(word, choice) }))
    .sort((one, other) => one.distance - other.distance || one.choice.localeCompare(other.choice));
  const best = ranked[0];
  if (best === undefined) return undefined;
  const allowed = Math.max(2, Math.floor(Math.max(word.length, best.choice.length) / 3));
  return best.distance <= allowed ? best.choice : undefined;
}
