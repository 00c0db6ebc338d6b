const RANGES = '\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u206f\\ufff9-\\ufffb';
/** Controls (such as escape and carriage return), line separators, and characters that change the order in which text reads. */
const UNSAFE = new RegExp(`[${RANGES}]+`, 'g');
/** Commands that GitHub's runner obeys in the output of a job: `::error` where a word begins, `##[error]` anywhere. */
const WORKFLOW_COMMAND = /(?<!\S)::(?=[a-z])|##(?=\[)/gi;
/** Invisible, but breaks up the command around it. */
export const ZERO_WIDTH_SPACE = '\u200b';

/**
 * Text that others wrote (names, annotations, output of programs) as one line without effect on a terminal, a log or a page.
 * The escaper of terminals; those of Markdown and HTML begin with it.
 */
export function plain(text: string): string {
  return neutral(text).trim();
}

/** The same for text of several lines, such as a patch: line breaks and indentation stay. */
export function plainLines(text: string): string {
  return text.split('\n').map(neutral).join('\n');
}

function neutral(line: string): string {
  return line.replace(UNSAFE, ' ').replace(WORKFLOW_COMMAND, (sign) => `${sign[0] ?? ''}${ZERO_WIDTH_SPACE}${sign[1] ?? ''}`);
}

/** JSON for a terminal or a file: the same data; characters that `plain` takes out are written as escapes. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2).replace(/##(?=\[)/g, '#\\u0023');
  // Line breaks stand between values only: those in strings are escapes already.
  const unsafe = new RegExp(`(?!\\n)[${RANGES}]`, 'g');
  return `${text.replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
