import type * as ECharts from 'echarts';
import { AXIS_LABEL, AXIS_LINE, boundLine, tickText, valueAxis } from './axis';
import { keyItems, placeOf, richText } from './key';
import { broken, extentOf, thinned, type Point } from './points';
import { renderSvg, type Place } from './svg';
import { COLOURS, seriesColour, seriesDash } from './theme';

export interface TimelineSeries {
  readonly label: string;
  readonly points: readonly Point[];
  /** Which colour and dash of the palette; `quiet`: none, for the series that the others respond to. @default in order */
  readonly look?: number | 'quiet';
  /** How uncertain the points are; x as in `points`. */
  readonly band?: readonly BandPoint[];
}

/** A stretch of the time axis with a name, such as a phase of the load. */
export interface NamedSpan {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

export type BandPoint = readonly [x: number, low: number, high: number];

export interface TimelinePanel {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly TimelineSeries[];
  /** Steps for a value that holds until it changes, bars for counts in a window. */
  readonly shape: 'line' | 'step' | 'bars';
  /** @default by shape */
  readonly plotHeight?: number;
  /** A horizontal line as a bound for the values, for example the SLO. */
  readonly bound: { readonly label: string; readonly value: number } | undefined;
}

const TITLE_HEIGHT = 24;
const PLOT_HEIGHT = { line: 104, step: 72, bars: 56 } as const;
const PANEL_GAP = 14;
const KEY_RISE = 11;
const AXIS_HEIGHT = 24;
const RIGHT = 14;

/** Panels above each other on one time axis (seconds), so that events of one moment line up; every second span is shaded. */
export function timeline(panels: readonly TimelinePanel[], { id, width }: Place, spans: readonly NamedSpan[] = []): string {
  const left = width < 500 ? 44 : 56;
  const extent = extentOf(panels.flatMap((panel) => panel.series.flatMap((series) => series.points)));
  const min = Math.min(extent.min, ...spans.map((span) => span.from));
  const max = Math.max(extent.max, ...spans.map((span) => span.to));
  const from = Math.min(0, min);
  const tops = panelTops(panels);
  const last = panels.length - 1;
  const height = (tops[last] ?? 0) + plotHeight(panels[last]) + AXIS_HEIGHT;
  const option: ECharts.EChartsOption = {
    grid: panels.map((panel, index) => ({
      left,
      right: RIGHT,
      top: tops[index] ?? 0,
      height: plotHeight(panel),
      containLabel: false,
    })),
    xAxis: panels.map((_, index) => ({
      ...valueAxis(),
      gridIndex: index,
      min: from,
      max,
      axisLine: { ...AXIS_LINE, onZero: false },
      splitNumber: width < 500 ? 4 : 8,
      splitLine: { show: false },
      axisLabel: { ...AXIS_LABEL, show: index === last, showMaxLabel: false, formatter: (at: number) => `${tickText(at)} s` },
    })),
    yAxis: panels.map((panel, index) => ({
      ...valueAxis(),
      gridIndex: index,
      min: 0,
      splitNumber: panel.shape === 'line' ? 4 : 2,
      ...(panel.shape === 'line' ? {} : { minInterval: 1 }),
    })),
    series: panels.flatMap((panel, index) => [
      ...spansIn(spans, index, (width - left - RIGHT) / (max - from)),
      ...(panel.bound === undefined ? [] : [{ ...boundLine(panel.bound.value, from, max), ...axesOf(index) }]),
      ...bandsOf(panel, index),
      ...seriesOf(panel, index),
    ]),
  };
  const keys = panels.map(({ title, unit, series, bound, shape }, index) => ({
    title,
    unit,
    items: keyItems(series, bound, shape),
    y: (tops[index] ?? 0) - KEY_RISE,
  }));
  return renderSvg(option, { id, width, height }, { keys, plot: { left, right: width - RIGHT, from, to: max } });
}

/** Less room than this a letter, and a name is left out. */
const LETTER_WIDTH = 6;

/** Shaded stretches behind a plot; their names stand in the first one. */
function spansIn(spans: readonly NamedSpan[], gridIndex: number, pixelsPerSecond: number): ECharts.LineSeriesOption[] {
  if (spans.length < 2) return [];
  const areas = spans.map(({ name, from, to }, index): ECharts.MarkAreaComponentOption['data'] => {
    const hasRoom = gridIndex === 0 && (to - from) * pixelsPerSecond >= LETTER_WIDTH * name.length;
    const itemStyle = { color: COLOURS.muted, opacity: index % 2 === 0 ? 0 : 0.1 };
    return [[{ xAxis: from, name: hasRoom ? richText(name) : '', itemStyle }, { xAxis: to }]];
  });
  return [
    {
      ...axesOf(gridIndex),
      type: 'line',
      data: [],
      markArea: {
        silent: true,
        label: { position: 'insideTop', distance: 2, fontSize: 10, color: COLOURS.muted, opacity: 1 },
        data: areas.flatMap((area) => area ?? []),
      },
    },
  ];
}

function plotHeight(panel: TimelinePanel | undefined): number {
  return panel?.plotHeight ?? PLOT_HEIGHT[panel?.shape ?? 'line'];
}

function panelTops(panels: readonly TimelinePanel[]): number[] {
  let top = 0;
  return panels.map((panel) => {
    const own = top + TITLE_HEIGHT;
    top = own + plotHeight(panel) + PANEL_GAP;
    return own;
  });
}

/** Which of the plots a series is drawn in. */
function axesOf(gridIndex: number) {
  return { xAxisIndex: gridIndex, yAxisIndex: gridIndex, silent: true } as const;
}

function colourOf(series: TimelineSeries, index: number): string {
  return series.look === 'quiet' ? COLOURS.muted : seriesColour(placeOf(series, index));
}

function seriesOf(panel: TimelinePanel, gridIndex: number): ECharts.SeriesOption[] {
  const axes = axesOf(gridIndex);
  // A second filled stretch would look like a band.
  const hasBand = panel.series.some(({ band }) => band !== undefined);
  return panel.series.map((series, index): ECharts.SeriesOption => {
    const points = thinned(series.points);
    if (panel.shape === 'bars')
      return {
        ...axes,
        type: 'bar',
        barWidth: 3,
        itemStyle: { color: COLOURS.bad },
        data: points.filter(([, count]) => count !== 0).map((point) => [...point]),
      };
    return {
      ...axes,
      type: 'line',
      showSymbol: points.length === 1,
      symbolSize: 5,
      ...(panel.shape === 'step' ? { step: 'end' as const } : {}),
      lineStyle: {
        color: colourOf(series, index),
        width: series.look === 'quiet' ? 1.25 : 1.75,
        type: seriesDash(placeOf(series, index)),
      },
      itemStyle: { color: colourOf(series, index) },
      ...(panel.shape === 'step' && index === 0 && !hasBand ? { areaStyle: { color: seriesColour(index), opacity: 0.12 } } : {}),
      data: broken(points),
    };
  });
}

/** A filled stretch is the difference, stacked on the invisible low edge. */
function bandsOf(panel: TimelinePanel, gridIndex: number): ECharts.SeriesOption[] {
  return panel.series.flatMap((series, index): ECharts.SeriesOption[] => {
    const { band } = series;
    if (band === undefined) return [];
    const edge = (value: (point: BandPoint) => number): ECharts.LineSeriesOption => ({
      ...axesOf(gridIndex),
      type: 'line',
      symbol: 'none',
      stack: `band-${gridIndex}-${index}`,
      ...(panel.shape === 'step' ? { step: 'end' as const } : {}),
      lineStyle: { width: 0 },
      data: band.map((point) => [point[0], value(point)]),
    });
    return [
      edge(([, low]) => low),
      { ...edge(([, low, high]) => high - low), areaStyle: { color: colourOf(series, index), opacity: 0.2 } },
    ];
  });
}
