import type * as ECharts from 'echarts';
import { AXIS_LINE, valueAxis } from './axis';
import { richText } from './key';
import { renderSvg, type Place } from './svg';
import { COLOURS } from './theme';

interface IntervalBar {
  readonly label: string;
  readonly value: number;
  readonly valueText: string;
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** Drawn hollow: read why before you compare the number. */
  readonly isMarked: boolean;
}

interface IntervalBars {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly IntervalBar[];
}

const TOP = 24;
const ROW = 30;
const BOTTOM = 24;

/** Horizontal bars with their intervals as whiskers, one below the other, from zero. */
export function intervalBars(chart: IntervalBars, { id, width }: Place): string {
  const left = width < 500 ? 108 : 170;
  const labels = chart.bars.map((bar) => richText(bar.label));
  const option: ECharts.EChartsOption = {
    grid: { left, right: 84, top: TOP, height: ROW * chart.bars.length, containLabel: false },
    xAxis: { ...valueAxis(), min: 0, splitNumber: width < 500 ? 3 : 6 },
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
  const key = { title: chart.title, unit: chart.unit, items: [], y: 12 };
  return renderSvg(option, { id, width, height: TOP + ROW * chart.bars.length + BOTTOM }, { keys: [key] });
}

/** A whisker from low to high (none without an interval) and the value written at its right end. */
function whisker({ value, valueText, low, high, isMarked }: IntervalBar, row: number): ECharts.SeriesOption {
  const hasInterval = low !== undefined && high !== undefined;
  const label = {
    show: true,
    position: 'right' as const,
    color: isMarked ? COLOURS.warn : COLOURS.ink,
    fontSize: 11,
    formatter: `${isMarked ? '⚠ ' : ''}${richText(valueText)}`,
  };
  return {
    type: 'line',
    silent: true,
    symbol: 'rect',
    symbolSize: hasInterval ? [1.5, 9] : [0.1, 0.1],
    lineStyle: { color: COLOURS.ink, width: 1.5 },
    itemStyle: { color: COLOURS.ink },
    data: hasInterval ? [[low, row], { value: [Math.max(high, value), row], label }] : [{ value: [value, row], label }],
  };
}
