import type { Column } from '../model/block';
import { escapeMarkdown } from './escape';

/** A GitHub table. Cells are Markdown already: escape what comes from a result. */
export function markdownTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map((column) => escapeMarkdown(column.title))),
    line(columns.map((column) => (column.isNumeric === true ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}

/** Folded away until clicked. GitHub reads Markdown inside only between blank lines. */
export function folded(summary: string, blocks: readonly string[]): string {
  return `<details>\n<summary>${summary}</summary>\n\n${blocks.join('\n\n')}\n\n</details>`;
}

export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
