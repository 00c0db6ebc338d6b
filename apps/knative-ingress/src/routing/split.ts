import type { Split } from '../kubernetes/objects';

/**
 * Picks one of the splits of a path, each as often as its percentage says.
 *
 * @param random from 0 to below 1
 */
export function chooseSplit(splits: readonly Split[], random: number): Split | undefined {
  const percent = (split: Split): number => split.percent ?? 100;
  const total = splits.reduce((sum, split) => sum + percent(split), 0);
  let left = random * total;
  return splits.find((split) => (left -= percent(split)) < 0);
}
