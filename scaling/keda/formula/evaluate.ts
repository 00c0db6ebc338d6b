import { FormulaError, type Node } from './ast';
import { applyFunction } from './functions';
import { applyBinary, applyUnary } from './operators';
import { PREDICATE_FUNCTIONS } from './parse';
import { type Value, boolean, describe, isList } from './values';

/** Values by name; null is a trigger without a value. */
export type Environment = Readonly<Record<string, Value>>;

interface Scope {
  readonly environment: Environment;
  /** The element that a predicate is asked about. */
  readonly element?: Value;
  readonly index?: number;
}

/** Value of a formula. Follows expr-lang v1.17.8, vm/vm.go. */
export function evaluate(node: Node, environment: Environment): Value {
  return valueOf(node, { environment });
}

function valueOf(node: Node, scope: Scope): Value {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'name':
      return scope.environment[node.name] ?? null;
    case 'element':
      return node.name === 'index' ? BigInt(scope.index ?? 0) : (scope.element ?? null);
    case 'array':
      return node.items.map((item) => valueOf(item, scope));
    case 'unary':
      return applyUnary(node.operator, valueOf(node.operand, scope), node.column);
    case 'binary':
      return binary(node, scope);
    case 'conditional':
      return boolean(valueOf(node.test, scope), '?', node.column) ? valueOf(node.then, scope) : valueOf(node.otherwise, scope);
    case 'index':
      return elementAt(node, scope);
    case 'let':
      return valueOf(node.body, {
        ...scope,
        environment: { ...scope.environment, [node.name]: valueOf(node.value, scope) },
      });
    case 'call':
      if (PREDICATE_FUNCTIONS.includes(node.name)) return overElements(node, scope);
      return applyFunction(
        node.name,
        node.args.map((arg) => valueOf(arg, scope)),
        node.column,
      );
  }
}

function binary(node: Node & { kind: 'binary' }, scope: Scope): Value {
  const { operator, column } = node;
  const left = valueOf(node.left, scope);
  if (operator === '??') return left ?? valueOf(node.right, scope);
  if (operator === '&&' || operator === 'and') {
    return boolean(left, operator, column) && boolean(valueOf(node.right, scope), operator, column);
  }
  if (operator === '||' || operator === 'or') {
    return boolean(left, operator, column) || boolean(valueOf(node.right, scope), operator, column);
  }
  return applyBinary(operator, left, valueOf(node.right, scope), column);
}

function elementAt(node: Node & { kind: 'index' }, scope: Scope): Value {
  const array = valueOf(node.array, scope);
  const index = valueOf(node.index, scope);
  if (!isList(array)) throw new FormulaError(`${describe(array)} has no elements`, node.column);
  if (typeof index !== 'bigint') throw new FormulaError(`an index is a whole number, not ${describe(index)}`, node.column);
  const element = array.at(Number(index));
  if (element === undefined)
    throw new FormulaError(`index ${index.toString()} is outside of a list of ${array.length}`, node.column);
  return element;
}

function overElements(node: Node & { kind: 'call' }, scope: Scope): Value {
  const { name, column } = node;
  const [listNode, predicate] = node.args;
  const list = listNode === undefined ? null : valueOf(listNode, scope);
  if (!isList(list)) throw new FormulaError(`${name} needs a list, not ${describe(list)}`, column);
  const of = (element: Value, index: number): Value =>
    predicate === undefined ? element : valueOf(predicate, { ...scope, element, index });
  const holds = (element: Value, index: number): boolean => boolean(of(element, index), name, column);
  switch (name) {
    case 'count':
      return BigInt(list.filter(holds).length);
    case 'sum':
      return list.reduce<Value>((total, element, index) => applyBinary('+', total, of(element, index), column), 0n);
    case 'all':
      return list.every(holds);
    case 'any':
      return list.some(holds);
    case 'none':
      return !list.some(holds);
    case 'one':
      return list.filter(holds).length === 1;
    case 'filter':
      return list.filter(holds);
    case 'find':
      return list.find(holds) ?? null;
    default:
      return list.map(of);
  }
}
