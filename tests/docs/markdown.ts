/** A piece of a Markdown page and the line it is on. */
export interface Found {
  readonly line: number;
  readonly text: string;
}

const FENCE = /^\s*```/;

/** Targets of links and images, outside of code. */
export function links(page: string): Found[] {
  return prose(page).flatMap(({ line, text }) =>
    [...text.replace(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => ({ line, text: target })),
  );
}

/** What stands between backticks. */
export function codeSpans(page: string): Found[] {
  return prose(page).flatMap(({ line, text }) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => ({ line, text: code })));
}

/** Lines of fenced and indented blocks; one that ends with a backslash holds the next as well. */
export function codeLines(page: string): Found[] {
  const lines = numbered(page).filter(({ text, isFenced }) => isFenced || /^ {4}\S/.test(text));
  return lines.reduce<Found[]>((joined, line) => {
    const before = joined.at(-1);
    if (before?.text.endsWith('\\') !== true) return [...joined, line];
    return [...joined.slice(0, -1), { line: before.line, text: before.text.slice(0, -1) + line.text }];
  }, []);
}

/** Anchors that GitHub makes of the headings. */
export function anchors(page: string): Set<string> {
  const headings = prose(page).flatMap(({ text }) => /^#+ (.+)$/.exec(text)?.[1] ?? []);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function prose(page: string): Found[] {
  return numbered(page).filter(({ isFenced }) => !isFenced);
}

function numbered(page: string): (Found & { readonly isFenced: boolean })[] {
  let isFenced = false;
  return page.split('\n').map((text, index) => {
    const isFence = FENCE.test(text);
    if (isFence) isFenced = !isFenced;
    return { line: index + 1, text, isFenced: isFenced && !isFence };
  });
}

/** Programs that a line of an indented block begins with; other indented blocks are output. */
const PROGRAM = /^ {4}(\.\/lab|npx|npm|kubectl|docker|git|curl|pulumi|helm)\b/;

/** Lines of shell that a reader may paste: of blocks marked `sh`, and of indented ones. A comment at the end is left out. */
export function shellLines(page: string): Found[] {
  let language: string | undefined;
  const lines = page.split('\n').flatMap((text, index): Found[] => {
    const fence = /^\s*```(\w*)/.exec(text);
    if (fence !== null) {
      language = language === undefined ? (fence[1] ?? '') : undefined;
      return [];
    }
    const isShell = language === undefined ? PROGRAM.test(text) : language === 'sh' || language === 'bash';
    return isShell && text.trim() !== '' ? [{ line: index + 1, text: text.trim() }] : [];
  });
  return joinedLines(lines)
    .map(({ line, text }) => ({ line, text: text.replace(/(^|\s)# .*$/, '').trim() }))
    .filter(({ text }) => text !== '');
}

/** A line that ends with a backslash or a pipe holds the next as well. */
function joinedLines(lines: readonly Found[]): Found[] {
  return lines.reduce<Found[]>((joined, line) => {
    const before = joined.at(-1);
    if (before === undefined || !/[\\|]$/.test(before.text)) return [...joined, line];
    const text = `${before.text.replace(/\\$/, '')} ${line.text}`;
    return [...joined.slice(0, -1), { line: before.line, text }];
  }, []);
}
