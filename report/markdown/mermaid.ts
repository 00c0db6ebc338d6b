import type { Series } from '../../contract';
import type { Point } from '../charts';

export interface Xychart {
  /** Written by this program, never read from a result: Mermaid has no escape for it. */
  readonly title: string;
  readonly yTitle: string;
  readonly series: Series;
  /** Which value of a stretch stands for it. */
  readonly keep: 'highest' | 'last';
}

const MOST_VALUES = 48;

/** One series over time as a Mermaid chart that GitHub draws; undefined when there are too few points to draw. */
export function xychart({ title, yTitle, series, keep }: Xychart): string | undefined {
  const points = series.points;
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || last[0] <= first[0]) return undefined;
  const count = Math.min(MOST_VALUES, points.length);
  const values = stretches(points, first[0], last[0], count).map((stretch) => chosen(stretch, keep));
  const filled = values.map((value, index) => value ?? lastKnown(values, index) ?? 0);
  const highest = Math.max(...filled);
  return [
    '```mermaid',
    'xychart-beta',
    `  title "${title}"`,
    `  x-axis "seconds" ${rounded(first[0])} --> ${rounded(last[0])}`,
    `  y-axis "${yTitle}" 0 --> ${highest > 0 ? rounded(highest * 1.05) : 1}`,
    `  line [${filled.map(rounded).join(', ')}]`,
    '```',
  ].join('\n');
}

/** Told apart on GitHub's light and dark page, and by most colour-blind readers. */
const LINES = [
  { name: 'blue', colour: '#2f81f7' },
  { name: 'orange', colour: '#d9480f' },
  { name: 'grey', colour: '#8b949e' },
  { name: 'green', colour: '#2da44e' },
] as const;

export interface LinesChart {
  /** Which colour is what: Mermaid has no legend. */
  readonly key: string;
  readonly text: string;
}

/**
 * At most four lines that hold until they change, over one time axis; undefined where there is nothing to draw.
 *
 * @param lines labels are written by this program, never read from a result
 */
export function linesChart(
  yTitle: string,
  lines: readonly { readonly label: string; readonly points: readonly Point[] }[],
): LinesChart | undefined {
  const drawn = lines.filter(({ points }) => points.length > 0).slice(0, LINES.length);
  const seconds = Math.max(0, ...drawn.map(({ points }) => points.at(-1)?.[0] ?? 0));
  if (seconds === 0) return undefined;
  const values = drawn.map(({ points }) => {
    const inStretches = stretches(points, 0, seconds, MOST_VALUES).map((stretch) => stretch.at(-1));
    return inStretches.map((value, index) => value ?? lastKnown(inStretches, index) ?? 0);
  });
  const colours = LINES.slice(0, drawn.length);
  return {
    key: colours.map(({ name }, index) => `${name}: ${drawn[index]?.label ?? ''}`).join(', '),
    text: [
      '```mermaid',
      `%%{init: {"themeVariables": {"xyChart": {"plotColorPalette": "${colours.map(({ colour }) => colour).join(', ')}"}}}}%%`,
      'xychart-beta',
      `  x-axis "seconds" 0 --> ${rounded(seconds)}`,
      `  y-axis "${yTitle}" 0 --> ${Math.max(1, Math.ceil(1.05 * Math.max(...values.flat())))}`,
      ...values.map((line) => `  line [${line.map(rounded).join(', ')}]`),
      '```',
    ].join('\n'),
  };
}

/** Mermaid spaces values evenly, so the time axis is cut into equal stretches. */
function stretches(points: readonly Point[], from: number, to: number, count: number): number[][] {
  const result = Array.from({ length: count }, (): number[] => []);
  for (const [at, value] of points) result[Math.min(count - 1, Math.floor(((at - from) / (to - from)) * count))]?.push(value);
  return result;
}

function chosen(stretch: readonly number[], keep: Xychart['keep']): number | undefined {
  if (stretch.length === 0) return undefined;
  return keep === 'highest' ? Math.max(...stretch) : stretch.at(-1);
}

function lastKnown(values: readonly (number | undefined)[], before: number): number | undefined {
  return values
    .slice(0, before)
    .filter((value) => value !== undefined)
    .at(-1);
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
