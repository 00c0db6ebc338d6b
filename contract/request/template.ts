/** `{{line}}` is a line of the data as it is, `{{json}}` the same line as a JSON string with its quotes. */
const PLACEHOLDER = /\{\{(line|json)\}\}/g;

export function hasPlaceholder(template: string): boolean {
  return template.search(PLACEHOLDER) !== -1;
}

export function filledBody(template: string, line: string): string {
  return template.replace(PLACEHOLDER, (_, kind) => (kind === 'json' ? JSON.stringify(line) : line));
}

/** In a path a line stands for one piece of it, whatever characters it has. */
export function filledPath(template: string, line: string): string {
  return template.replace(PLACEHOLDER, () => encodeURIComponent(line));
}

/** Lines of a data file, without empty ones. */
export function dataLines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}
