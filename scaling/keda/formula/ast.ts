/** The part of the expression language that this lab evaluates. */
export type Node =
  | { readonly kind: 'literal'; readonly value: number | bigint | boolean | null }
  | { readonly kind: 'name'; readonly name: string; readonly column: number }
  | { readonly kind: 'element'; readonly name: '' | 'index' | 'acc'; readonly column: number }
  | { readonly kind: 'array'; readonly items: readonly Node[] }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Node; readonly column: number }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node; readonly column: number }
  | { readonly kind: 'conditional'; readonly test: Node; readonly then: Node; readonly otherwise: Node; readonly column: number }
  | { readonly kind: 'index'; readonly array: Node; readonly index: Node; readonly column: number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[]; readonly column: number }
  | { readonly kind: 'let'; readonly name: string; readonly value: Node; readonly body: Node };

/** A formula that cannot be read or evaluated; the message is meant for the person who wrote it. */
export class FormulaError extends Error {
  /** @param column where in the formula, from 1 */
  public constructor(
    message: string,
    public readonly column: number,
  ) {
    super(message);
    this.name = 'FormulaError';
  }
}
