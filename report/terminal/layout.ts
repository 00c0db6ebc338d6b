import { plain } from '../../contract';
import type { Column } from '../model/block';

/** Text in lines of at most `width` characters, broken at spaces; only a word that is longer than a line is cut. */
export function wrapped(text: string, width: number): string[] {
  const room = Math.max(1, width);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => pieces(long, room))) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

const INDENT = 4;

/** A text with its first line after a label and the others under it; below the label when that is long. */
export function hanging(label: string, text: string, width: number): string[] {
  if (label.length > width / 2)
    return [label.trimEnd(), ...wrapped(text, width - INDENT).map((line) => `${' '.repeat(INDENT)}${line}`)];
  const [first = '', ...others] = wrapped(text, width - label.length);
  return [`${label}${first}`, ...others.map((line) => `${' '.repeat(label.length)}${line}`)];
}

/** Shortens to `width` characters, with an ellipsis where something was cut. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

function pieces(word: string, width: number): string[] {
  const result: string[] = [];
  for (let rest = word; ; rest = rest.slice(width)) {
    result.push(rest.slice(0, width));
    if (rest.length <= width) return result;
  }
}

const GAP = '  ';

/** Cells under each other; numbers end where their column ends. Cells may hold any text. */
export function alignedRows(rows: readonly (readonly string[])[], columns: readonly Column[], gap = GAP): string[] {
  const cells = rows.map((row) => columns.map((_, column) => plain(row[column] ?? '')));
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const padded = (cell: string, column: number): string =>
    columns[column]?.isNumeric === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  return cells.map((row) => row.map(padded).join(gap).trimEnd());
}
