import { choiceInstead } from '../nearest';
import { UserError } from '../user-error';
import type { Lab } from './schema';

/** `load` of `load/fastapi`: benchmarks are called by their own name or that of their group. */
export function groupOf(benchmark: string): string {
  return benchmark.split('/')[0] ?? benchmark;
}

/**
 * Benchmarks of the lab with one of these names or groups, in the order of the lab.
 *
 * @param words none = all of them
 * @param named what the words are called, for the error: a `benchmark`, a setting
 * @throws UserError for a word that names none, with the nearest one
 */
export function selectBenchmarks(
  { benchmarks }: Pick<Lab, 'benchmarks'>,
  words: readonly string[],
  named = 'benchmark',
): string[] {
  const names = Object.keys(benchmarks);
  const known = [...new Set([...names, ...names.map(groupOf)])];
  const unknown = words.find((word) => !known.includes(word));
  if (unknown !== undefined)
    throw new UserError({
      code: 'benchmark-unknown',
      where: `${named} ${unknown}`,
      problem: 'is not in this profile.',
      fix: choiceInstead(unknown, 'Benchmarks', known),
    });
  return words.length === 0 ? names : names.filter((name) => words.includes(name) || words.includes(groupOf(name)));
}
