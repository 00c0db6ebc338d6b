import type * as ECharts from 'echarts';
import { AXIS_LABEL, AXIS_LINE, tickText, valueAxis } from './axis';
import { richText } from './key';
import { renderSvg } from './svg';
import { COLOURS } from './theme';

export interface IntervalBar {
  readonly label: string;
  readonly value: number;
  readonly valueText: string;
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** Drawn hollow: the number must not be compared without reading why. */
  readonly isMarked: boolean;
}

export interface IntervalBars {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly IntervalBar[];
}

const TOP = 24;
const ROW = 30;
const BOTTOM = 24;

/** Horizontal bars with their intervals as whiskers, one below the other, from zero. */
export function intervalBars(chart: IntervalBars, { id, width }: { readonly id: string; readonly width: number }): string {
  const left = width < 500 ? 108 : 170;
  const labels = chart.bars.map((bar) => richText(bar.label));
  const option: ECharts.EChartsOption = {
    title: [
      {
        left: 0,
        top: 0,
        padding: 0,
        text: `{title|${richText(chart.title)}}{unit| ${richText(chart.unit)}}`,
        textStyle: {
          rich: { title: { color: COLOURS.ink, fontSize: 12, fontWeight: 600 }, unit: { color: COLOURS.muted, fontSize: 11 } },
        },
      },
    ],
    grid: { left, right: 84, top: TOP, height: ROW * chart.bars.length, containLabel: false },
    xAxis: { ...valueAxis(), min: 0, splitNumber: width < 500 ? 3 : 6, axisLabel: { ...AXIS_LABEL, formatter: tickText } },
    yAxis: {
      type: 'category',
      silent: true,
      inverse: true,
      data: labels,
      axisLine: AXIS_LINE,
      axisTick: { show: false },
      axisLabel: { color: COLOURS.ink, fontSize: 11, width: left - 12, overflow: 'truncate' },
    },
    series: [
      {
        type: 'bar',
        silent: true,
        barWidth: 14,
        data: chart.bars.map((bar) => ({
          value: bar.value,
          itemStyle: {
            color: COLOURS.series1,
            opacity: bar.isMarked ? 0.3 : 0.75,
            ...(bar.isMarked ? { borderColor: COLOURS.warn, borderWidth: 1, borderType: 'dashed' as const } : {}),
          },
        })),
      },
      ...chart.bars.map((bar, row) => whisker(bar, row)),
    ],
  };
  return renderSvg(option, { id, width, height: TOP + ROW * chart.bars.length + BOTTOM });
}

function whisker({ value, valueText, low, high, isMarked }: IntervalBar, row: number): ECharts.SeriesOption {
  const from = low ?? value;
  const to = Math.max(value, high ?? value);
  return {
    type: 'line',
    silent: true,
    symbol: low === undefined ? 'none' : 'rect',
    symbolSize: [1.5, 9],
    lineStyle: { color: COLOURS.ink, width: 1.5 },
    itemStyle: { color: COLOURS.ink },
    data: [
      [from, row],
      {
        value: [to, row],
        symbolSize: [1.5, 9],
        symbol: 'rect',
        label: {
          show: true,
          position: 'right',
          color: isMarked ? COLOURS.warn : COLOURS.ink,
          fontSize: 11,
          formatter: `${isMarked ? '⚠ ' : ''}${richText(valueText)}`,
        },
        ...(low === undefined ? { itemStyle: { opacity: 0 } } : {}),
      },
    ],
  };
}
