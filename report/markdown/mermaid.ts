import type { Series } from '../../contract';
import type { PredictedTimeSeries } from '../../scaling/diff';
import type { Point } from '../charts';

interface Xychart {
  /** Written by this program, never from a result, because Mermaid cannot escape it. */
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
  const values = held(stretches(points, first[0], last[0], count).map((stretch) => chosen(stretch, keep)));
  const highest = Math.max(...values);
  return chartText({
    head: [`  title "${title}"`],
    xAxis: [first[0], last[0]],
    yAxis: [yTitle, highest > 0 ? rounded(highest * 1.05) : 1],
    lines: [values],
  });
}

interface ChartText {
  readonly colours?: readonly string[];
  readonly head?: readonly string[];
  readonly xAxis: readonly [from: number, to: number];
  readonly yAxis: readonly [title: string, most: number];
  readonly lines: readonly (readonly number[])[];
}

/** Only numbers and words of this program: Mermaid has no escape that can be trusted. */
function chartText({ colours, head = [], xAxis, yAxis: [yTitle, most], lines }: ChartText): string {
  const palette = colours && `%%{init: {"themeVariables": {"xyChart": {"plotColorPalette": "${colours.join(', ')}"}}}}%%`;
  return [
    '```mermaid',
    ...(palette === undefined ? [] : [palette]),
    'xychart-beta',
    ...head,
    `  x-axis "seconds" ${rounded(xAxis[0])} --> ${rounded(xAxis[1])}`,
    `  y-axis "${yTitle}" 0 --> ${most}`,
    ...lines.map((values) => `  line [${values.map(rounded).join(', ')}]`),
    '```',
  ].join('\n');
}

const SIDES = { base: '#8b949e', head: '#d9480f' } as const;
export const SIDES_KEY = 'grey: base, orange: head';

/** Pods of both sides of a comparison under one load. */
export function replicasChart({ stepSeconds, replicas }: PredictedTimeSeries): string {
  const lines = [replicas.base, replicas.head].map(({ median }) => held(median));
  return chartText({
    colours: [SIDES.base, SIDES.head],
    xAxis: [0, stepSeconds * Math.max(1, lines[0]?.length ?? 0)],
    yAxis: ['pods', ceiling(lines)],
    lines,
  });
}

/** A little above the highest line. */
function ceiling(lines: readonly (readonly number[])[]): number {
  return Math.ceil(1.05 * Math.max(1, ...lines.flat()));
}

/** Distinct on GitHub's light and dark page, and for most colour-blind readers. */
const LINES = [
  { name: 'blue', colour: '#2f81f7' },
  { name: 'orange', colour: '#d9480f' },
  { name: 'grey', colour: '#8b949e' },
  { name: 'green', colour: '#2da44e' },
] as const;

interface LinesChart {
  /** Which colour is what: Mermaid has no legend. */
  readonly key: string;
  readonly text: string;
}

/**
 * At most four lines that hold until they change, over one time axis; undefined when there is nothing to draw.
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
  const values = drawn.map(({ points }) => held(stretches(points, 0, seconds, MOST_VALUES).map((stretch) => stretch.at(-1))));
  const colours = LINES.slice(0, drawn.length);
  return {
    key: colours.map(({ name }, index) => `${name}: ${drawn[index]?.label ?? ''}`).join(', '),
    text: chartText({
      colours: colours.map(({ colour }) => colour),
      xAxis: [0, seconds],
      yAxis: [yTitle, ceiling(values)],
      lines: values,
    }),
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

/** Fills a hole with the value before it, and a hole at the start with the first known value. */
function held(values: readonly (number | null | undefined)[]): number[] {
  let last = values.find((value) => typeof value === 'number') ?? 0;
  return values.map((value) => (last = value ?? last));
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
