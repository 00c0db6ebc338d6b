export type Point = readonly [x: number, y: number];

/** The eye cannot tell more points apart on paper. */
const MOST_POINTS = 300;
/** A hole this many usual steps wide is a hole, not a line. */
const GAP_STEPS = 4;

/**
 * At most about MOST_POINTS points of a series in order of x. Keeps the lowest and the highest of every stretch, so that
 * no spike is lost.
 */
export function thinned(points: readonly Point[]): Point[] {
  if (points.length <= MOST_POINTS) return [...points];
  const stretches = MOST_POINTS / 2;
  const result: Point[] = [];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * points.length) / stretches);
    const to = Math.floor(((stretch + 1) * points.length) / stretches);
    result.push(...extremes(points.slice(from, to)));
  }
  return result;
}

function extremes(points: readonly Point[]): Point[] {
  const byValue = [...points].sort((one, other) => one[1] - other[1]);
  const ends = [byValue[0], byValue.at(-1)].filter((point) => point !== undefined);
  return [...new Set(ends)].sort((one, other) => one[0] - other[0]);
}

/** The points with a null where values are missing, so that the line breaks there. */
export function broken(points: readonly Point[]): [number, number | null][] {
  const steps = points.slice(1).map((point, index) => point[0] - (points[index]?.[0] ?? 0));
  const usual = [...steps].sort((one, other) => one - other)[Math.floor(steps.length / 2)] ?? 0;
  return points.flatMap(([x, y], index): [number, number | null][] => {
    const before = points[index - 1];
    const hasGap = before !== undefined && usual > 0 && x - before[0] > GAP_STEPS * usual;
    return hasGap
      ? [
          [(x + before[0]) / 2, null],
          [x, y],
        ]
      : [[x, y]];
  });
}

export function extentOf(points: readonly Point[]): { readonly min: number; readonly max: number } {
  let min = Infinity;
  let max = -Infinity;
  for (const [x] of points) {
    min = Math.min(min, x);
    max = Math.max(max, x);
  }
  return min > max ? { min: 0, max: 1 } : { min, max };
}
