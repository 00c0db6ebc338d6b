import type { Series } from '../../contract';

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

/** Mermaid spaces values evenly, so the time axis is cut into equal stretches. */
function stretches(points: Series['points'], from: number, to: number, count: number): number[][] {
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
