import { UserError } from '../contract';

/**
 * A whole number that a flag gives.
 *
 * @throws UserError when it is no whole number, or outside of its bounds
 */
export function wholeNumber(flag: string, text: string, { from, to }: { readonly from: number; readonly to: number }): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isInteger(number) && number >= from && number <= to) return number;
  throw new UserError({ where: `${flag} ${text}`, problem: `is not a whole number from ${from} to ${to}.`, code: 'flag-wrong' });
}
