import type { Check } from '../../contract/result';

const HOLDS: Record<Check['comparison'], (value: number, bound: number) => boolean> = {
  '<=': (value, bound) => value <= bound,
  '>=': (value, bound) => value >= bound,
  '<': (value, bound) => value < bound,
  '>': (value, bound) => value > bound,
  '==': (value, bound) => value === bound,
};

export function check(name: string, metric: string, value: number, comparison: Check['comparison'], bound: number): Check {
  return { name, metric, comparison, bound, value, pass: HOLDS[comparison](value, bound) };
}

/** No check when the value could not be measured. */
export function checkKnown(
  name: string,
  metric: string,
  value: number | undefined,
  comparison: Check['comparison'],
  bound: number,
): Check[] {
  return value === undefined ? [] : [check(name, metric, value, comparison, bound)];
}

/** Leaves out values that could not be measured. */
export function defined<Value>(values: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== undefined));
}
