import { FormulaError } from './ast';
import { type Value, describe, isList, isNumeric } from './values';

type Implementation = (args: readonly Value[], fail: (problem: string) => never) => Value;

function one(args: readonly Value[], fail: (problem: string) => never): Value {
  const [value] = args;
  if (value === undefined || args.length !== 1) return fail(`takes one argument, not ${args.length}`);
  return value;
}

function oneNumber(args: readonly Value[], fail: (problem: string) => never): number | bigint {
  const value = one(args, fail);
  return isNumeric(value) ? value : fail(`needs a number, not ${describe(value)}`);
}

function oneList(args: readonly Value[], fail: (problem: string) => never): readonly Value[] {
  const value = one(args, fail);
  return isList(value) ? value : fail(`needs a list, not ${describe(value)}`);
}

/** All numbers among the arguments, lists and lists in lists opened. */
function numbers(args: readonly Value[], fail: (problem: string) => never): (number | bigint)[] {
  if (args.length === 0) return fail('needs at least one argument');
  return args.flatMap((arg) => {
    if (isList(arg)) return arg.length === 0 ? [] : numbers(arg, fail);
    return isNumeric(arg) ? [arg] : fail(`needs numbers, not ${describe(arg)}`);
  });
}

/** The first of the best, so that max(2, 2.0) keeps its first argument. */
function best(
  args: readonly Value[],
  fail: (problem: string) => never,
  better: (candidate: number, champion: number) => boolean,
): Value {
  let champion: number | bigint | null = null;
  for (const candidate of numbers(args, fail)) {
    if (champion === null || better(Number(candidate), Number(champion))) champion = candidate;
  }
  return champion;
}

function roundHalfAway(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}

function toInt(value: number | bigint): bigint {
  if (typeof value === 'bigint') return value;
  const whole = Math.trunc(value);
  return Number.isFinite(whole) && Math.abs(whole) < 2 ** 63 ? BigInt(whole) : -(2n ** 63n);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Follows expr-lang v1.17.8, builtin/lib.go. */
export const FUNCTIONS: Readonly<Record<string, Implementation>> = {
  abs: (args, fail) => {
    const value = oneNumber(args, fail);
    return value < 0 ? -value : value;
  },
  ceil: (args, fail) => Math.ceil(Number(oneNumber(args, fail))),
  floor: (args, fail) => Math.floor(Number(oneNumber(args, fail))),
  round: (args, fail) => roundHalfAway(Number(oneNumber(args, fail))),
  int: (args, fail) => toInt(oneNumber(args, fail)),
  float: (args, fail) => Number(oneNumber(args, fail)),
  len: (args, fail) => BigInt(oneList(args, fail).length),
  max: (args, fail) => best(args, fail, (candidate, champion) => candidate > champion),
  min: (args, fail) => best(args, fail, (candidate, champion) => candidate < champion),
  mean: (args, fail) => {
    const values = numbers(args, fail).map(Number);
    return values.length === 0 ? 0 : values.reduce((total, value) => total + value, 0) / values.length;
  },
  median: (args, fail) => median(numbers(args, fail).map(Number)),
  first: (args, fail) => oneList(args, fail)[0] ?? null,
  last: (args, fail) => oneList(args, fail).at(-1) ?? null,
  reverse: (args, fail) => [...oneList(args, fail)].reverse(),
  sort: (args, fail) => numbers([oneList(args, fail)], fail).sort((left, right) => Number(left) - Number(right)),
};

/** Functions of the language that the lab does not evaluate, so that it can say so instead of calling them unknown. */
export const UNSUPPORTED_FUNCTIONS: readonly string[] = [
  ...['findIndex', 'findLast', 'findLastIndex', 'groupBy', 'sortBy', 'reduce', 'type', 'string', 'trim', 'trimPrefix'],
  ...['trimSuffix', 'upper', 'lower', 'split', 'splitAfter', 'replace', 'repeat', 'join', 'indexOf', 'lastIndexOf'],
  ...['hasPrefix', 'hasSuffix', 'toJSON', 'fromJSON', 'toBase64', 'fromBase64', 'now', 'duration', 'date', 'timezone'],
  ...['get', 'take', 'keys', 'values', 'toPairs', 'fromPairs', 'uniq', 'concat', 'flatten', 'bitnot', 'bitand', 'bitor'],
  ...['bitxor', 'bitnand', 'bitshl', 'bitshr', 'bitushr'],
];

export function applyFunction(name: string, args: readonly Value[], column: number): Value {
  const implementation = FUNCTIONS[name];
  if (implementation === undefined) throw new FormulaError(`${name} is not a function`, column);
  return implementation(args, (problem) => {
    throw new FormulaError(`${name} ${problem}`, column);
  });
}
