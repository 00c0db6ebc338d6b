import { plain } from '../text/plain';

/** Punctuation that means something in Markdown, HTML or GitHub's additions anywhere in a line or a table cell. */
const SPECIAL = /[\\`*_{}[\]#!|~$<>&:]/g;
const ENTITY = (character: string): string => `&#${character.charCodeAt(0)};`;

/**
 * Text of a result as literal text in GitHub's Markdown: no markup, no HTML, no table break, no link, no mention.
 * Entities rather than backslashes, because GitHub finds bare links and mentions in escaped text too; a zero-width
 * space keeps `@name` from notifying anyone.
 */
export function escapeMarkdown(text: string): string {
  return plain(text)
    .replace(/@(?=\w)/g, '@\u200b')
    .replace(SPECIAL, ENTITY)
    .replace(/\bwww\./gi, (match) => `${match.slice(0, -1)}&#46;`)
    .replace(/^(\d+)([.)])(?=\s|$)/, (_, number: string, sign: string) => `${number}${ENTITY(sign)}`)
    .replace(/^[-+]/, ENTITY);
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
export function codeBlock(text: string): string {
  const content = plain(text);
  const fence = fenceAround(content, 3);
  return `${fence}text\n${content}\n${fence}`;
}

function fenceAround(content: string, shortest: number): string {
  const longest = Math.max(0, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(Math.max(shortest, longest + 1));
}
