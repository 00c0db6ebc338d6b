import type * as ECharts from 'echarts';
import { AXIS_LABEL, AXIS_LINE, valueAxis } from './axis';
import { keyItems } from './key';
import { renderSvg, type Place } from './svg';
import { seriesColour, seriesDash } from './theme';

interface PercentileSeries {
  readonly label: string;
  /** [percent, ms] */
  readonly percentiles: readonly (readonly [percent: number, ms: number])[];
}

const TOP = 26;
const PLOT_HEIGHT = 170;
const BOTTOM = 26;
const TICKS: readonly (readonly [percent: number, label: string])[] = [
  [0, 'p0'],
  [50, 'p50'],
  [90, 'p90'],
  [99, 'p99'],
  [99.9, 'p99.9'],
  [99.99, 'p99.99'],
];

/** Latency by percentile on the axis 1 / (1 - p): each tick is ten times rarer than the one before, so the tail is as readable as the middle. */
export function percentileCurve(series: readonly PercentileSeries[], { id, width }: Place): string {
  const left = width < 500 ? 44 : 56;
  const rarest = Math.max(0.5, ...series.flatMap((one) => one.percentiles.map(([percent]) => rarity(percent))));
  const ticks = TICKS.map(([percent, label]) => [rarity(percent), label] as const).filter(([at]) => at <= rarest);
  const option: ECharts.EChartsOption = {
    grid: { left, right: 24, top: TOP, height: PLOT_HEIGHT, containLabel: false },
    xAxis: {
      ...valueAxis(),
      min: 0,
      max: rarest,
      axisLine: { ...AXIS_LINE, onZero: false },
      axisTick: { show: true, customValues: ticks.map(([at]) => at), lineStyle: AXIS_LINE.lineStyle },
      splitLine: { show: false },
      axisLabel: {
        ...AXIS_LABEL,
        customValues: ticks.map(([at]) => at),
        formatter: (at: number) => ticks.find(([tick]) => Math.abs(tick - at) < 1e-6)?.[1] ?? '',
      },
    },
    yAxis: { ...valueAxis(), min: 0, splitNumber: 4 },
    series: series.map((one, index) => ({
      type: 'line',
      silent: true,
      showSymbol: false,
      lineStyle: { color: seriesColour(index), width: 1.75, type: seriesDash(index) },
      data: one.percentiles.map(([percent, ms]) => [rarity(percent), ms]),
    })),
  };
  const key = { title: 'Latency by percentile', unit: 'ms', items: keyItems(series, undefined), y: 12 };
  return renderSvg(option, { id, width, height: TOP + PLOT_HEIGHT + BOTTOM }, { keys: [key] });
}

function rarity(percent: number): number {
  return -Math.log10(1 - percent / 100);
}
