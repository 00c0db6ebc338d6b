const CONTEXT = 3;
/** Changed stretches longer than this are shown as a whole. */
const LONGEST_COMPARED = 2_000;

interface Line {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

/** What `diff -u` says about two texts, for `patch -p1` and `git apply`; empty when they are the same. */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return '';
  const lines = compared(linesOf(before), linesOf(after));
  const path = file.replace(/^(\.?\/)+/, '');
  return [`--- a/${path}`, `+++ b/${path}`, ...hunks(lines)].join('\n') + '\n';
}

/** With its line break in it, so that a last line without one differs from one with it. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function compared(before: readonly string[], after: readonly string[]): Line[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const shorter = Math.min(before.length, after.length) - head;
  while (tail < shorter && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const same = (text: string): Line => ({ mark: ' ', text });
  return [
    ...before.slice(0, head).map(same),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

/** By the longest common subsequence. */
function middle(before: readonly string[], after: readonly string[]): Line[] {
  const removed = before.map((text): Line => ({ mark: '-', text }));
  const added = after.map((text): Line => ({ mark: '+', text }));
  if (Math.max(before.length, after.length) > LONGEST_COMPARED) return [...removed, ...added];
  const width = after.length + 1;
  const longest = new Uint32Array((before.length + 1) * width);
  const at = (row: number, column: number): number => longest[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--)
    for (let column = after.length - 1; column >= 0; column--)
      longest[row * width + column] =
        before[row] === after[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
  const lines: Line[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [mine, yours] = [before[row], after[column]];
    if (mine !== undefined && mine === yours) {
      lines.push({ mark: ' ', text: mine });
      row++;
      column++;
    } else if (mine !== undefined && (yours === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ mark: '-', text: mine });
      row++;
    } else {
      lines.push({ mark: '+', text: yours ?? '' });
      column++;
    }
  }
  return lines;
}

function hunks(lines: readonly Line[]): string[] {
  const changed = lines.flatMap(({ mark }, index) => (mark === ' ' ? [] : [index]));
  const groups: { from: number; to: number }[] = [];
  for (const index of changed) {
    const last = groups.at(-1);
    if (last !== undefined && index - CONTEXT <= last.to + 1) last.to = Math.min(lines.length, index + 1 + CONTEXT);
    else groups.push({ from: Math.max(0, index - CONTEXT), to: Math.min(lines.length, index + 1 + CONTEXT) });
  }
  return groups.flatMap(({ from, to }) => {
    const span = lines.slice(from, to);
    const start = (sides: string): number => lines.slice(0, from).filter(({ mark }) => sides.includes(mark)).length;
    const count = (sides: string): number => span.filter(({ mark }) => sides.includes(mark)).length;
    const range = (sides: string): string => {
      const length = count(sides);
      return `${start(sides) + (length === 0 ? 0 : 1)},${length}`;
    };
    return [
      `@@ -${range(' -')} +${range(' +')} @@`,
      ...span.map(({ mark, text }) =>
        text.endsWith('\n') ? `${mark}${text.slice(0, -1)}` : `${mark}${text}\n\\ No newline at end of file`,
      ),
    ];
  });
}
