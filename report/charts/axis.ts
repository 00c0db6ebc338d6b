import type * as ECharts from 'echarts';
import { COLOURS } from './theme';

export const AXIS_LABEL = { color: COLOURS.muted, fontSize: 11 } as const;
export const AXIS_LINE = { show: true, lineStyle: { color: COLOURS.muted, width: 1 } } as const;
const SPLIT_LINE = { show: true, lineStyle: { color: COLOURS.grid, width: 1 } } as const;

/** A quiet value axis: labels, faint grid, nothing else. */
// The literal types of the return value fit both axes of ECharts.
export function valueAxis() {
  return {
    type: 'value' as const,
    silent: true,
    axisLabel: { ...AXIS_LABEL, formatter: tickText },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: SPLIT_LINE,
  };
}

/** The x axis of a plot whose title stands below it. */
export function titledAxis(title: string, width: number) {
  return {
    ...valueAxis(),
    name: title,
    nameLocation: 'middle' as const,
    nameGap: 26,
    nameTextStyle: AXIS_LABEL,
    axisLine: { ...AXIS_LINE, onZero: false },
    splitNumber: width < 500 ? 4 : 8,
  };
}

/** A bound for other values. A series rather than a mark line, so that the axis reaches the bound. */
export function boundLine(value: number, from: number, to: number): ECharts.LineSeriesOption {
  return {
    type: 'line',
    silent: true,
    symbol: 'none',
    lineStyle: { color: COLOURS.bad, width: 1, type: [4, 4] },
    data: [
      [from, value],
      [to, value],
    ],
  };
}

/** The 1-2-5 steps within a range, for an axis in powers of ten. */
export function logTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
    for (const step of [1, 2, 5]) {
      const tick = step * 10 ** power;
      if (tick >= low && tick <= high) ticks.push(Number(tick.toPrecision(1)));
    }
  return ticks;
}

const TICK_FORMAT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 });

/** Axis labels: `1,500`, `0.25`, `3`. */
export function tickText(value: number): string {
  return TICK_FORMAT.format(Number(value.toPrecision(6)));
}
