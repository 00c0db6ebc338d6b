import { FormulaError } from './ast';
import { type Value, describe, equal, int64, isList, isNumeric } from './values';

type Arithmetic = {
  readonly ints: (left: bigint, right: bigint) => bigint;
  readonly floats: (left: number, right: number) => number;
};

const ARITHMETIC: Readonly<Record<string, Arithmetic>> = {
  '+': { ints: (left, right) => left + right, floats: (left, right) => left + right },
  '-': { ints: (left, right) => left - right, floats: (left, right) => left - right },
  '*': { ints: (left, right) => left * right, floats: (left, right) => left * right },
};
/** Whole numbers become fractions here: 5 / 2 is 2.5. */
const ALWAYS_FLOAT: Readonly<Record<string, (left: number, right: number) => number>> = {
  '/': (left, right) => left / right,
  '**': (left, right) => left ** right,
  '^': (left, right) => left ** right,
};
const ORDER: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '<': (left, right) => left < right,
  '>': (left, right) => left > right,
  '<=': (left, right) => left <= right,
  '>=': (left, right) => left >= right,
};

/** Follows expr-lang v1.17.8, vm/runtime/runtime.go and vm/runtime/helpers. `&&`, `||` and `??` are not here: they may not evaluate their right side. */
export function applyBinary(operator: string, left: Value, right: Value, column: number): Value {
  if (operator === '==') return equal(left, right);
  if (operator === '!=') return !equal(left, right);
  if (operator === 'in') {
    if (!isList(right)) throw new FormulaError(`in needs a list on its right, not ${describe(right)}`, column);
    return right.some((item) => equal(item, left));
  }
  if (operator === '%' || operator === '..') return wholeNumbersOnly(operator, left, right, column);
  if (!isNumeric(left) || !isNumeric(right)) {
    throw new FormulaError(`${operator} cannot be applied to ${describe(left)} and ${describe(right)}`, column);
  }
  const order = ORDER[operator];
  if (order !== undefined) return order(Number(left), Number(right));
  const float = ALWAYS_FLOAT[operator];
  if (float !== undefined) return float(Number(left), Number(right));
  const arithmetic = ARITHMETIC[operator];
  if (arithmetic === undefined) throw new FormulaError(`${operator} is not supported here`, column);
  if (typeof left === 'bigint' && typeof right === 'bigint') return int64(arithmetic.ints(left, right));
  return arithmetic.floats(Number(left), Number(right));
}

/** Longest list that a range may make. Upstream: conf.DefaultMemoryBudget. */
const LONGEST_RANGE = 1_000_000n;

function wholeNumbersOnly(operator: '%' | '..', left: Value, right: Value, column: number): Value {
  if (typeof left !== 'bigint' || typeof right !== 'bigint') {
    throw new FormulaError(`${operator} needs whole numbers; wrap a trigger as int(name)`, column);
  }
  if (operator === '%') {
    if (right === 0n) throw new FormulaError('division by zero', column);
    return left % right;
  }
  if (right - left > LONGEST_RANGE) throw new FormulaError('the range is too long', column);
  const range: bigint[] = [];
  for (let item = left; item <= right; item++) range.push(item);
  return range;
}

export function applyUnary(operator: string, operand: Value, column: number): Value {
  if (operator === 'not' || operator === '!') {
    if (typeof operand === 'boolean') return !operand;
  } else if (isNumeric(operand)) {
    if (operator === '+') return operand;
    return typeof operand === 'bigint' ? int64(-operand) : -operand;
  }
  throw new FormulaError(`${operator} cannot be applied to ${describe(operand)}`, column);
}
