import fc from 'fast-check';
import { intervalBars, latencyBars, lineChart, percentileCurve, timeline } from '.';
import { logTicks } from './axis';
import { broken, thinned, type Point } from './points';
import { COLOURS } from './theme';

const LINE: readonly Point[] = [
  [0, 10],
  [1, 30],
  [2, 20],
];
const PANEL = {
  title: 'Load',
  unit: 'req/s',
  shape: 'line',
  bound: { label: 'SLO', value: 25 },
  series: [{ label: 'offered', points: LINE }],
} as const;

const DRAWINGS: Readonly<Record<string, (id: string, label: string) => string>> = {
  timeline: (id, label) => timeline([{ ...PANEL, title: label, series: [{ label, points: LINE }] }], { id, width: 600 }),
  lineChart: (id, label) =>
    lineChart(
      { title: label, unit: label, xTitle: label, series: [{ label, points: LINE }], bound: { label, value: 3 } },
      { id, width: 600 },
    ),
  percentileCurve: (id, label) =>
    percentileCurve(
      [
        {
          label,
          percentiles: [
            [50, 10],
            [90, 20],
          ],
        },
      ],
      { id, width: 400 },
    ),
  latencyBars: (id, label) =>
    latencyBars({ bins: [{ fromMs: 1, toMs: 2, count: 3 }], lines: [{ label, ms: 1.5, isBound: false }] }, { id, width: 400 }),
  intervalBars: (id, label) =>
    intervalBars(
      { title: label, unit: label, bars: [{ label, value: 3, valueText: label, low: 2, high: 4, isMarked: true }] },
      { id, width: 400 },
    ),
};

describe.each(Object.entries(DRAWINGS))('%s', (_, draw) => {
  test('draws the same bytes again, even after other charts', () => {
    const first = draw('a', 'label');
    draw('b', 'other');
    expect(draw('a', 'label')).toBe(first);
  });

  test('takes its colours from the page, brings no style, script or event handler, and keeps ids to itself', () => {
    const svg = draw('own', 'label');
    for (const standIn of Object.values(COLOURS)) expect(svg).not.toContain(standIn);
    expect(svg).toContain('var(--chart-');
    expect(svg).not.toMatch(/<style|<script|\son\w+=|zr\d+-/);
    for (const [, id] of svg.matchAll(/\sid="([^"]+)"/g)) expect(id).toMatch(/^own-/);
  });

  test('escapes labels', () => {
    expect(draw('a', '<img src=x onerror=alert(1)>&"')).not.toContain('<img');
  });
});

test('the timeline has one plot a panel on one time axis, and tells the hover read-out where it lies', () => {
  const svg = timeline([PANEL, { ...PANEL, title: 'Replicas', shape: 'step' }], { id: 'a', width: 600 });
  expect(svg).toContain('data-plot="56 586 0 2"');
  expect(svg.match(/<clipPath/g)?.length).toBeGreaterThanOrEqual(2);
  expect(svg.match(/>\d(\.\d)? s</g)?.length).toBe(new Set(svg.match(/>\d(\.\d)? s</g)).size);
});

test('a band is filled in the colour of its series, which need not follow from its place', () => {
  const band = LINE.map(([x, y]): [number, number, number] => [x, y - 5, y + 5]);
  const series = [
    { label: 'a', points: LINE },
    { label: 'b', points: LINE, look: 2, band },
  ] as const;
  const svg = timeline([{ ...PANEL, series, bound: undefined }], { id: 'a', width: 600 });
  expect(svg).toMatch(/fill="var\(--chart-series3,[^)]*\)"[^>]*fill-opacity="0.2"/);
  expect(svg).toMatch(/stroke="var\(--chart-series3,/);
  expect(svg).not.toContain('--chart-series2');
  const quiet = timeline([{ ...PANEL, series: [{ label: 'a', points: LINE, look: 'quiet' }], bound: undefined }], {
    id: 'a',
    width: 600,
  });
  expect(quiet).not.toContain('--chart-series');
});

test('thinning keeps order, ends of the range, the lowest and the highest value, and is bounded', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 2000 }), (values) => {
      const points = values.map((value, at): Point => [at, value]);
      const kept = thinned(points);
      expect(kept.length).toBeLessThanOrEqual(300);
      expect(Math.max(...kept.map(([, y]) => y))).toBe(Math.max(...values));
      expect(Math.min(...kept.map(([, y]) => y))).toBe(Math.min(...values));
      expect(kept.map(([x]) => x)).toEqual([...kept.map(([x]) => x)].sort((one, other) => one - other));
    }),
    { numRuns: 50 },
  );
});

test('a line breaks where values are missing', () => {
  expect(
    broken([
      [0, 1],
      [1, 2],
      [2, 3],
      [12, 4],
      [13, 5],
    ]),
  ).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
    [7, null],
    [12, 4],
    [13, 5],
  ]);
});

test('ticks of a logarithmic axis are the 1-2-5 steps inside its range', () => {
  expect(logTicks(8, 250)).toEqual([10, 20, 50, 100, 200]);
  expect(logTicks(0.03, 1.2)).toEqual([0.05, 0.1, 0.2, 0.5, 1]);
});
