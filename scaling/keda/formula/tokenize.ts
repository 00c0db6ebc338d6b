import { FormulaError } from './ast';

export interface Token {
  readonly kind: 'number' | 'name' | 'operator' | 'end';
  readonly text: string;
  /** From 1. */
  readonly column: number;
}

const WORD_OPERATORS = ['not', 'in', 'and', 'or', 'let', 'if', 'else', 'matches', 'contains', 'startsWith', 'endsWith'];
const SPACE_OR_COMMENT = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const NUMBER = /(?:\d[\d_]*(?:\.(?!\.)[\d_]*)?|\.\d[\d_]*)(?:e[+-]?\d+)?/iy;
const WORD = /[\p{L}_$][\p{L}\p{Nd}_$]*/uy;
const OPERATOR = /\?\?|\?\.|\.\.|\*\*|&&|\|\||[=!<>]=|::|[-+*/%^<>=!?:,;()[\]{}#.|]/y;

/** Follows expr-lang v1.17.8, parser/lexer/state.go, for what the lab evaluates; strings and hexadecimal numbers are refused. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) at += text.length;
    return text;
  };
  for (;;) {
    match(SPACE_OR_COMMENT);
    const column = at + 1;
    if (at >= source.length) return [...tokens, { kind: 'end', text: 'the end', column }];
    const number = match(NUMBER);
    if (number !== undefined) {
      if (/^[\p{L}_]/u.test(source.slice(at))) {
        throw new FormulaError(`${number}${source.charAt(at)} is neither a number nor a name`, column);
      }
      tokens.push({ kind: 'number', text: number.replaceAll('_', ''), column });
      continue;
    }
    const word = match(WORD);
    if (word !== undefined) {
      tokens.push({ kind: WORD_OPERATORS.includes(word) ? 'operator' : 'name', text: word, column });
      continue;
    }
    const operator = match(OPERATOR);
    if (operator === undefined) throw new FormulaError(unreadable(source.charAt(at)), column);
    tokens.push({ kind: 'operator', text: operator, column });
  }
}

function unreadable(character: string): string {
  if (`'"\``.includes(character)) return 'text is not supported here: a formula computes with numbers';
  return `${character} is not part of the formula language`;
}
