const RANGES = '\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u206f\\ufff9-\\ufffb';
/** Controls (escape and carriage return among them), line separators, and what makes text read in another order than it is written. */
const UNSAFE = new RegExp(`[${RANGES}]+`, 'g');
/** What GitHub's runner obeys in whatever a job prints: `::error` where a word begins, `##[error]` anywhere. */
const WORKFLOW_COMMAND = /(?<!\S)::(?=[a-z])|##(?=\[)/gi;
/** Shows nothing, and keeps what stands around it apart. */
export const ZERO_WIDTH_SPACE = '\u200b';

/**
 * Text that others wrote (names, annotations, results of programs) as one line that does nothing to a terminal, a log or a page.
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

/** JSON for a terminal or a file: the same data, with whatever `plain` takes out written as an escape. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2).replace(/##(?=\[)/g, '#\\u0023');
  // Line breaks are between values: those in strings are escapes already.
  const unsafe = new RegExp(`(?!\\n)[${RANGES}]`, 'g');
  return `${text.replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
