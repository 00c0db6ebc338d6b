import { nearest } from '../../../contract';
import { FormulaError, type Node } from './ast';
import { evaluate } from './evaluate';
import { FUNCTIONS } from './functions';
import { PREDICATE_FUNCTIONS, parseFormula } from './parse';

/** Value of the formula; null when it is nil. @throws FormulaError when the values do not fit the formula */
export type Formula = (values: Readonly<Record<string, number | null>>) => number | null;

/** The fewest arguments of a function over elements. */
const PREDICATE_OPTIONAL = ['count', 'sum'];

/**
 * Reads a scalingModifiers formula and tries it once, as KEDA does when a ScaledObject is admitted.
 * Follows KEDA 8b4f083, apis/keda/v1alpha1/scaledobject_webhook.go, castToFloatIfNecessary and validateScalingModifiersFormula.
 *
 * @param triggers names that the formula may use
 * @throws FormulaError when it cannot be read, uses an unknown name, or is not a number
 */
export function compileFormula(source: string, triggers: readonly string[]): Formula {
  const { text, prefix } = castToFloat(source);
  const inSource = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      if (error instanceof FormulaError) throw new FormulaError(error.message, Math.max(1, error.column - prefix));
      throw error;
    }
  };
  const node = inSource(() => {
    const parsed = parseFormula(text);
    checkNames(parsed, triggers);
    return parsed;
  });
  const formula: Formula = (values) => inSource(() => number(evaluate(node, values)));
  formula(Object.fromEntries(triggers.map((name) => [name, -1])));
  return formula;
}

/** Every name that a formula reads and does not make by `let`. @throws FormulaError when it cannot be read */
export function namesIn(source: string): string[] {
  return [...new Set(freeNames(parseFormula(source)))];
}

function freeNames(node: Node): string[] {
  if (node.kind === 'name') return [node.name];
  if (node.kind === 'let') return [...freeNames(node.value), ...freeNames(node.body).filter((name) => name !== node.name)];
  return childrenOf(node).flatMap(freeNames);
}

/** A formula may be a whole number or a choice of numbers; KEDA wants a float, and adds what is missing. */
function castToFloat(source: string): { text: string; prefix: number } {
  const wrap = (before: string, after: string): { text: string; prefix: number } => ({
    text: before + source + after,
    prefix: before.length,
  });
  if (source.includes('??')) {
    const declared = 'let _kedaCompositeResult = ';
    if (source.startsWith(declared)) return wrap('', '');
    return wrap(`${declared}(`, '); _kedaCompositeResult == nil ? nil : float(_kedaCompositeResult)');
  }
  return source.startsWith('float(') ? wrap('', '') : wrap('float(', ')');
}

function number(value: ReturnType<typeof evaluate>): number | null {
  if (typeof value === 'number' || value === null) return value;
  throw new FormulaError('the formula is not a number', 1);
}

function checkNames(node: Node, known: readonly string[]): void {
  if (node.kind === 'name' && !known.includes(node.name)) throw unknownTrigger(node.name, known, node.column);
  if (node.kind === 'call') checkFunction(node);
  if (node.kind === 'let') {
    checkNames(node.value, known);
    checkNames(node.body, [...known, node.name]);
    return;
  }
  for (const child of childrenOf(node)) checkNames(child, known);
}

function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'array':
      return node.items;
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'conditional':
      return [node.test, node.then, node.otherwise];
    case 'index':
      return [node.array, node.index];
    case 'call':
      return node.args;
    default:
      return [];
  }
}

function unknownTrigger(name: string, known: readonly string[], column: number): FormulaError {
  const choice = nearest(name, known);
  const hint = choice === undefined ? `Named triggers: ${known.join(', ') || 'none'}.` : `Did you mean ${choice}?`;
  return new FormulaError(`${name} is not the name of a trigger. ${hint}`, column);
}

function checkFunction({ name, args, column }: Node & { kind: 'call' }): void {
  if (PREDICATE_FUNCTIONS.includes(name)) {
    const least = PREDICATE_OPTIONAL.includes(name) ? 1 : 2;
    if (args.length < least || args.length > 2) throw new FormulaError(`${name} takes a list and a condition`, column);
    return;
  }
  if (name in FUNCTIONS) return;
  const choice = name === 'avg' ? 'mean' : nearest(name, [...Object.keys(FUNCTIONS), ...PREDICATE_FUNCTIONS]);
  throw new FormulaError(`${name} is not a function.${choice === undefined ? '' : ` Did you mean ${choice}?`}`, column);
}
