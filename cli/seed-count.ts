import { UserError } from '../contract';

/** @throws UserError when it is no count of runs */
export function seedCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 10_000) return count;
  throw new UserError({ where: `--seeds ${text}`, problem: 'is not a whole number from 1 to 10000.', code: 'flag-wrong' });
}
