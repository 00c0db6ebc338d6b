import { FormulaError } from './ast';

/** Whole numbers are bigint and the rest number, as the language tells int and float apart. */
export type Value = number | bigint | boolean | null | readonly Value[];

export function describe(value: Value): string {
  if (value === null) return 'nil';
  if (typeof value === 'number') return 'a number';
  if (typeof value === 'bigint') return 'a whole number';
  return typeof value === 'boolean' ? 'true or false' : 'a list';
}

export function isNumeric(value: Value): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** Equal as the language sees it: 1 == 1.0, and lists element by element. */
export function equal(left: Value, right: Value): boolean {
  if (isNumeric(left) && isNumeric(right)) return Number(left) === Number(right);
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((item, index) => equal(item, right[index] ?? null));
  }
  return left === right;
}

export function boolean(value: Value, where: string, column: number): boolean {
  if (typeof value !== 'boolean') throw new FormulaError(`${where} needs true or false, not ${describe(value)}`, column);
  return value;
}

/** A whole number of 64 bits: what does not fit wraps around. */
export function int64(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}
