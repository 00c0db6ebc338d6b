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
