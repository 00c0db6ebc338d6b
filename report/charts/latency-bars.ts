import type * as ECharts from 'echarts';
import { AXIS_LABEL, AXIS_LINE, logTicks, tickText, valueAxis } from './axis';
import { richText } from './key';
import { renderSvg, type Place } from './svg';
import { COLOURS } from './theme';

interface LatencyBars {
  readonly bins: readonly { readonly fromMs: number; readonly toMs: number; readonly count: number }[];
  /** Vertical lines: p50, p95, the SLO. */
  readonly lines: readonly { readonly label: string; readonly ms: number; readonly isBound: boolean }[];
}

const TOP = 48;
const PLOT_HEIGHT = 148;
const BOTTOM = 26;
const RIGHT = 24;
const LEAST_LABEL_DISTANCE = 0.1;

/** How many requests took how long, on a logarithmic latency axis. */
export function latencyBars(bars: LatencyBars, { id, width }: Place): string {
  const left = width < 500 ? 44 : 56;
  const reach = bars.lines.map((line) => line.ms);
  const low = Math.log10(Math.max(1e-3, Math.min(bars.bins[0]?.fromMs ?? 1, ...reach)));
  const high = Math.log10(Math.max(bars.bins.at(-1)?.toMs ?? 10, ...reach.map((ms) => ms * 1.05)));
  const ticks = readableTicks(10 ** low, 10 ** high, width).map(Math.log10);
  const most = Math.max(1, ...bars.bins.map((bin) => bin.count));
  const option: ECharts.EChartsOption = {
    grid: { left, right: RIGHT, top: TOP, height: PLOT_HEIGHT, containLabel: false },
    xAxis: {
      ...valueAxis(),
      min: low,
      max: high,
      axisLine: { ...AXIS_LINE, onZero: false },
      axisTick: { show: true, customValues: ticks, lineStyle: AXIS_LINE.lineStyle },
      splitLine: { show: false },
      axisLabel: { ...AXIS_LABEL, customValues: ticks, formatter: (at: number) => tickText(Number((10 ** at).toPrecision(3))) },
    },
    yAxis: {
      ...valueAxis(),
      min: 0,
      max: most,
      splitNumber: 3,
      axisLabel: { ...AXIS_LABEL, formatter: tickText, showMaxLabel: false },
    },
    series: [
      {
        type: 'line',
        step: 'end',
        silent: true,
        symbol: 'none',
        lineStyle: { color: COLOURS.series1, width: 1 },
        areaStyle: { color: COLOURS.series1, opacity: 0.28 },
        data: outline(bars.bins),
      },
      ...verticals(bars.lines, most, low, high),
    ],
  };
  const key = { title: 'How many took how long', unit: 'requests by ms, log scale', items: [], y: 12 };
  return renderSvg(option, { id, width, height: TOP + PLOT_HEIGHT + BOTTOM }, { keys: [key] });
}

/** Each bin ends where the next begins; the last one ends at its own edge. */
function outline(bins: LatencyBars['bins']): [number, number][] {
  const starts = bins.map((bin): [number, number] => [Math.log10(bin.fromMs), bin.count]);
  const last = bins.at(-1);
  return last === undefined
    ? []
    : [[starts[0]?.[0] ?? 0, 0], ...starts, [Math.log10(last.toMs), last.count], [Math.log10(last.toMs), 0]];
}

function readableTicks(low: number, high: number, width: number): number[] {
  const ticks = logTicks(low, high);
  return ticks.length > width / 45 ? ticks.filter((tick) => /^[0.]*1/.test(String(tick))) : ticks;
}

function verticals(lines: LatencyBars['lines'], top: number, low: number, high: number): ECharts.SeriesOption[] {
  const sorted = [...lines].sort((one, other) => one.ms - other.ms);
  let last = -Infinity;
  let raised = false;
  return sorted.map((line) => {
    const at = Math.log10(line.ms);
    // Neighbours that would overlap take turns on two rows.
    raised = (at - last) / (high - low) < LEAST_LABEL_DISTANCE ? !raised : false;
    last = at;
    return vertical(line, at, top, raised ? 15 : 3);
  });
}

function vertical(line: LatencyBars['lines'][number], at: number, top: number, distance: number): ECharts.SeriesOption {
  const color = line.isBound ? COLOURS.bad : COLOURS.ink;
  return {
    type: 'line',
    silent: true,
    symbol: 'none',
    lineStyle: { color, width: 1, type: line.isBound ? [4, 4] : 'solid' },
    data: [
      [at, 0],
      {
        value: [at, top],
        symbol: 'circle',
        symbolSize: 1,
        label: { show: true, position: 'top', distance, color, fontSize: 11, formatter: richText(line.label) },
      },
    ],
  };
}
