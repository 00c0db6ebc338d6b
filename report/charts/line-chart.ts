import type * as ECharts from 'echarts';
import { boundLine, titledAxis, valueAxis } from './axis';
import { keyItems } from './key';
import { extentOf, type Point } from './points';
import { renderSvg, type Place } from './svg';
import { seriesColour, seriesDash } from './theme';

interface LineChart {
  readonly title: string;
  readonly unit: string;
  readonly xTitle: string;
  readonly series: readonly { readonly label: string; readonly points: readonly Point[] }[];
  readonly bound: { readonly label: string; readonly value: number } | undefined;
  /**
   * How points are joined: by rising x, or in the given order, in which x may fall again (throughput past saturation).
   * @default 'x'
   */
  readonly order?: 'x' | 'given';
}

const TOP = 26;
const PLOT_HEIGHT = 170;
const BOTTOM = 44;
const RIGHT = 18;

/** One value over another (p95 by offered load): a dot for each measured point, joined in order of x. */
export function lineChart(chart: LineChart, { id, width }: Place): string {
  const left = width < 500 ? 44 : 56;
  const { min, max } = extentOf(chart.series.flatMap((series) => series.points));
  const option: ECharts.EChartsOption = {
    grid: { left, right: RIGHT, top: TOP, height: PLOT_HEIGHT, containLabel: false },
    xAxis: { ...titledAxis(chart.xTitle, width), min: Math.min(0, min), splitLine: { show: false } },
    yAxis: { ...valueAxis(), min: 0, splitNumber: 4 },
    series: [
      ...(chart.bound === undefined ? [] : [boundLine(chart.bound.value, Math.min(0, min), max)]),
      ...chart.series.map((series, index): ECharts.SeriesOption => ({
        type: 'line',
        silent: true,
        symbol: 'circle',
        symbolSize: 7,
        lineStyle: { color: seriesColour(index), width: 1.75, type: seriesDash(index) },
        itemStyle: { color: seriesColour(index) },
        data: joined(series.points, chart.order).map((point) => [...point]),
      })),
    ],
  };
  const key = { title: chart.title, unit: chart.unit, items: keyItems(chart.series, chart.bound), y: 12 };
  return renderSvg(option, { id, width, height: TOP + PLOT_HEIGHT + BOTTOM }, { keys: [key] });
}

function joined(points: readonly Point[], order: LineChart['order'] = 'x'): readonly Point[] {
  return order === 'given' ? points : [...points].sort((one, other) => one[0] - other[0]);
}
