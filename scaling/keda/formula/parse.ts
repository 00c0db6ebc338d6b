import { FormulaError, type Node } from './ast';
import { UNSUPPORTED_FUNCTIONS } from './functions';
import { type Token, tokenize } from './tokenize';

/** Binding strength, weakest first. Upstream: expr-lang v1.17.8, parser/operator/operator.go. */
const BINARY: Readonly<Record<string, number>> = {
  '|': 0,
  or: 10,
  '||': 10,
  and: 15,
  '&&': 15,
  '==': 20,
  '!=': 20,
  '<': 20,
  '>': 20,
  '>=': 20,
  '<=': 20,
  in: 20,
  '..': 25,
  '+': 30,
  '-': 30,
  '*': 60,
  '/': 60,
  '%': 60,
  '**': 100,
  '^': 100,
  '??': 500,
};
const UNARY: Readonly<Record<string, number>> = { not: 50, '!': 50, '-': 90, '+': 90 };
const RIGHT_ASSOCIATIVE = ['**', '^'];
const COMPARISONS = ['<', '>', '<=', '>='];
const UNSUPPORTED = ['matches', 'contains', 'startsWith', 'endsWith', '?.', '.', '::'];

/** Functions whose last argument is evaluated once per element, and where in the argument list that predicate is. */
export const PREDICATE_FUNCTIONS = ['all', 'any', 'none', 'one', 'filter', 'map', 'count', 'sum', 'find'];

/** Reads a formula. Follows expr-lang v1.17.8, parser/parser.go. */
export function parseFormula(source: string): Node {
  const parser = new Parser(tokenize(source));
  return parser.formula();
}

class Parser {
  private position = 0;
  /** How many predicates surround the current token: `#` is only known inside one. */
  private predicateDepth = 0;

  public constructor(private readonly tokens: readonly Token[]) {}

  public formula(): Node {
    const node = this.expression(0);
    if (this.is(';')) throw new FormulaError('a sequence of expressions is not supported', this.token.column);
    if (this.token.kind !== 'end') throw this.unexpected();
    return node;
  }

  private get token(): Token {
    const token = this.tokens[this.position];
    if (token === undefined) throw new FormulaError('the formula ends too early', 1);
    return token;
  }

  private is(text: string): boolean {
    return this.token.kind === 'operator' && this.token.text === text;
  }

  private take(): Token {
    const token = this.token;
    if (token.kind !== 'end') this.position++;
    return token;
  }

  private expect(text: string): void {
    if (!this.is(text)) throw this.unexpected(text);
    this.position++;
  }

  private unexpected(wanted?: string): FormulaError {
    const { text, column } = this.token;
    if (UNSUPPORTED.includes(text)) return new FormulaError(`${text} is not supported here`, column);
    return new FormulaError(
      wanted === undefined ? `${text} is not expected here` : `${wanted} is missing before ${text}`,
      column,
    );
  }

  private expression(weakest: number): Node {
    if (weakest === 0 && this.is('let')) return this.declaration();
    if (weakest === 0 && this.is('if')) return this.conditionalStatement();
    let left = this.primary();
    let afterCoalesce = false;
    for (;;) {
      const negated = this.is('not') && this.tokens[this.position + 1]?.text === 'in';
      const operator = negated ? 'in' : this.token.text;
      const strength = this.token.kind === 'operator' ? BINARY[operator] : undefined;
      if (strength === undefined || strength < weakest) break;
      const { column } = this.take();
      if (negated) this.take();
      if (afterCoalesce && operator !== '??') {
        throw new FormulaError(`${operator} and ?? cannot be mixed: put one of them in parentheses`, column);
      }
      afterCoalesce = operator === '??';
      left = this.binary(left, operator, strength, column);
      if (negated) left = { kind: 'unary', operator: 'not', operand: left, column };
    }
    return weakest === 0 ? this.ternary(left) : left;
  }

  private binary(left: Node, operator: string, strength: number, column: number): Node {
    if (operator === '|') return this.call(this.take(), [left]);
    if (COMPARISONS.includes(operator)) return this.comparisons(left, operator, strength, column);
    const right = this.expression(RIGHT_ASSOCIATIVE.includes(operator) ? strength : strength + 1);
    return { kind: 'binary', operator, left, right, column };
  }

  /** `1 < a <= 5` is `1 < a && a <= 5`. */
  private comparisons(first: Node, operator: string, strength: number, column: number): Node {
    let left = first;
    let all: Node | undefined;
    for (let next = operator; ; next = this.take().text) {
      const right = this.expression(strength + 1);
      const one: Node = { kind: 'binary', operator: next, left, right, column };
      all = all === undefined ? one : { kind: 'binary', operator: '&&', left: all, right: one, column };
      left = right;
      if (this.token.kind !== 'operator' || !COMPARISONS.includes(this.token.text)) return all;
    }
  }

  private ternary(test: Node): Node {
    let node = test;
    while (this.is('?')) {
      const { column } = this.take();
      const then = this.is(':') ? node : this.expression(0);
      this.expect(':');
      node = { kind: 'conditional', test: node, then, otherwise: this.expression(0), column };
    }
    return node;
  }

  private declaration(): Node {
    this.expect('let');
    const name = this.take();
    if (name.kind !== 'name') throw new FormulaError('a name is expected after let', name.column);
    this.expect('=');
    const value = this.expression(0);
    this.expect(';');
    return { kind: 'let', name: name.text, value, body: this.expression(0) };
  }

  private conditionalStatement(): Node {
    const { column } = this.take();
    const test = this.expression(0);
    const then = this.block();
    this.expect('else');
    const otherwise = this.is('if') ? this.conditionalStatement() : this.block();
    return { kind: 'conditional', test, then, otherwise, column };
  }

  private block(): Node {
    this.expect('{');
    const node = this.expression(0);
    this.expect('}');
    return node;
  }

  private primary(): Node {
    const token = this.token;
    const strength = token.kind === 'operator' ? UNARY[token.text] : undefined;
    if (strength !== undefined) {
      this.take();
      const operand = this.expression(strength);
      return this.postfix({ kind: 'unary', operator: token.text, operand, column: token.column });
    }
    if (this.is('(')) {
      this.take();
      const node = this.expression(0);
      this.expect(')');
      return this.postfix(node);
    }
    if (this.is('#')) return this.postfix(this.element());
    if (this.is('[')) return this.postfix({ kind: 'array', items: this.list('[', ']') });
    if (token.kind === 'number') return this.number();
    if (token.kind === 'name') return this.nameOrCall();
    throw this.unexpected();
  }

  private element(): Node {
    const { column } = this.take();
    if (this.predicateDepth === 0)
      throw new FormulaError('# has a meaning only inside a predicate such as count(list, # > 1)', column);
    const adjacent = this.token.kind === 'name' && this.token.column === column + 1;
    const name = adjacent ? this.take().text : '';
    if (name !== '' && name !== 'index') throw new FormulaError(`#${name} is not supported here`, column);
    return { kind: 'element', name, column };
  }

  private number(): Node {
    const { text, column } = this.take();
    if (/[.e]/i.test(text)) return { kind: 'literal', value: Number(text) };
    const value = BigInt(text);
    if (value >= 2n ** 63n) throw new FormulaError(`${text} is too large for a whole number: write ${text}.0`, column);
    return { kind: 'literal', value };
  }

  private nameOrCall(): Node {
    const token = this.take();
    const constant = { true: true, false: false, nil: null }[token.text];
    if (constant !== undefined) return { kind: 'literal', value: constant };
    if (this.is('(')) return this.postfix(this.call(token, []));
    return this.postfix({ kind: 'name', name: token.text, column: token.column });
  }

  private call(name: Token, piped: readonly Node[]): Node {
    if (name.kind !== 'name') throw new FormulaError('a function is expected after |', name.column);
    if (UNSUPPORTED_FUNCTIONS.includes(name.text)) {
      throw new FormulaError(`${name.text} is not supported here, although KEDA knows it`, name.column);
    }
    const args = PREDICATE_FUNCTIONS.includes(name.text) ? this.predicateArguments(piped) : [...piped, ...this.list('(', ')')];
    return { kind: 'call', name: name.text, args, column: name.column };
  }

  private predicateArguments(piped: readonly Node[]): Node[] {
    const args = [...piped];
    this.expect('(');
    while (!this.is(')')) {
      if (args.length > piped.length) this.expect(',');
      if (this.is(')')) break;
      args.push(args.length === 0 ? this.expression(0) : this.predicate());
    }
    this.expect(')');
    return args;
  }

  private predicate(): Node {
    this.predicateDepth++;
    const node = this.is('{') ? this.block() : this.expression(0);
    this.predicateDepth--;
    return node;
  }

  private list(open: string, close: string): Node[] {
    const items: Node[] = [];
    this.expect(open);
    while (!this.is(close)) {
      if (items.length > 0) this.expect(',');
      if (this.is(close)) break;
      items.push(this.expression(0));
    }
    this.expect(close);
    return items;
  }

  private postfix(start: Node): Node {
    let node = start;
    while (this.is('[')) {
      const { column } = this.take();
      node = { kind: 'index', array: node, index: this.expression(0), column };
      this.expect(']');
    }
    return node;
  }
}
