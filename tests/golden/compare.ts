/** How many lines of context and of differences a message shows. */
const CONTEXT_LINES = 3;
const SHOWN_DIFFERENCES = 5;

/** How two texts differ, line by line, in the style of `diff -u`; empty when they are the same. */
export function differences(golden: string, made: string): string {
  const [left, right] = [golden.split('\n'), made.split('\n')];
  const edits = editsBetween(left, right);
  const changed = edits.flatMap(({ mark }, index) => (mark === ' ' ? [] : [index]));
  const shown = new Set(
    changed
      .slice(0, SHOWN_DIFFERENCES * 4)
      .flatMap((at) => Array.from({ length: 2 * CONTEXT_LINES + 1 }, (_, offset) => at + offset - CONTEXT_LINES)),
  );
  let previous = -1;
  return edits
    .flatMap(({ mark, text, line }, index) => {
      if (!shown.has(index)) return [];
      const gap = index === previous + 1 ? [] : [`@@ line ${line}`];
      previous = index;
      return [...gap, `${mark} ${text}`];
    })
    .join('\n');
}

interface Edit {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
  /** Line of the golden file. */
  readonly line: number;
}

/** Longest common subsequence of lines; the texts are manifests of a few hundred lines. */
function editsBetween(left: readonly string[], right: readonly string[]): Edit[] {
  const common = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0));
  const at = (row: number, column: number) => common[row]?.[column] ?? 0;
  for (let row = left.length - 1; row >= 0; row--)
    for (let column = right.length - 1; column >= 0; column--) {
      const here = left[row] === right[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
      common[row]![column] = here;
    }
  const edits: Edit[] = [];
  let [row, column] = [0, 0];
  while (row < left.length || column < right.length) {
    if (row < left.length && column < right.length && left[row] === right[column]) {
      edits.push({ mark: ' ', text: left[row++]!, line: row });
      column++;
    } else if (row < left.length && (column === right.length || at(row + 1, column) >= at(row, column + 1))) {
      edits.push({ mark: '-', text: left[row++]!, line: row });
    } else {
      edits.push({ mark: '+', text: right[column++]!, line: row + 1 });
    }
  }
  return edits;
}
