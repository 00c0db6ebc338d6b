import { plain, plainLines, ZERO_WIDTH_SPACE } from '../../contract';

/** Punctuation with a meaning in Markdown, HTML or GitHub's additions, anywhere in a line or a table cell. */
const SPECIAL = /[\\`*_{}[\]#!|~<>&]|\$(?!\d)|:(?=[/a-z_+-]|\d+:|$)/gi;
const ENTITY = (character: string): string => `&#${character.charCodeAt(0)};`;

/**
 * Foreign text as literal text in GitHub's Markdown: no markup, no HTML, no table break, no link, no mention, no reference.
 * Entities rather than backslashes, because GitHub finds bare links in escaped text too. It finds mentions (`@name`) and references
 * (`#12`, `GH-12`) even in entities, so a zero-width space breaks them.
 */
export function escapeMarkdown(text: string): string {
  return plain(text)
    .replace(/@|#(?=\w)|\bGH-(?=\d)/gi, (sign) => `${sign}${ZERO_WIDTH_SPACE}`)
    .replace(SPECIAL, ENTITY)
    .replace(/\bwww\./gi, (match) => `${match.slice(0, -1)}&#46;`)
    .replace(/^(\d+)([.)])(?=\s|$)/, (_, number: string, sign: string) => `${number}${ENTITY(sign)}`)
    .replace(/^[-+=](?=\s|[-=\s]*$)/, ENTITY);
}

/** A name in a code span, whose fence is longer than any run of backticks inside. */
export function codeSpan(text: string): string {
  const content = plain(text);
  const fence = fenceAround(content, 1);
  const padding = content.startsWith('`') || content.endsWith('`') || content === '' ? ' ' : '';
  return `${fence}${padding}${content}${padding}${fence}`;
}

/** A code span inside a table, where a bar would end the cell. */
export function cellCode(text: string): string {
  return codeSpan(text).replace(/\|/g, '\\|');
}

/** A command in a block of its own. */
export function codeBlock(command: string): string {
  return linesBlock('text', plain(command));
}

/** Lines in a block of their own, such as a patch. */
export function linesBlock(language: string, text: string): string {
  const content = plainLines(text);
  const fence = fenceAround(content, 3);
  return `${fence}${language}\n${content}\n${fence}`;
}

function fenceAround(content: string, shortest: number): string {
  const longest = Math.max(0, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(Math.max(shortest, longest + 1));
}
