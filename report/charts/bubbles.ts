import type * as ECharts from 'echarts';
import { titledAxis, valueAxis } from './axis';
import { richText } from './key';
import { renderSvg, type Place } from './svg';
import { COLOURS } from './theme';

interface Bubble {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  /** Area of the bubble, in any unit. */
  readonly size: number;
  /** No other bubble is better in x and y at once. */
  readonly isBest: boolean;
  readonly isChosen: boolean;
}

interface Bubbles {
  readonly title: string;
  readonly unit: string;
  readonly xTitle: string;
  readonly bubbles: readonly Bubble[];
}

const TOP = 30;
const PLOT_HEIGHT = 230;
const BOTTOM = 44;
const LARGEST = 34;

/** A scatter whose dots have a size: latency by accuracy by file size. */
export function bubbles(chart: Bubbles, { id, width }: Place): string {
  const largest = Math.max(...chart.bubbles.map(({ size }) => size), 1);
  const others = chart.bubbles.filter(({ isBest }) => !isBest).map(({ y }) => y);
  const middle = others.sort((one, other) => one - other)[Math.floor(others.length / 2)] ?? 0;
  const option: ECharts.EChartsOption = {
    grid: { left: width < 500 ? 48 : 60, right: 24, top: TOP, height: PLOT_HEIGHT, containLabel: false },
    xAxis: { ...titledAxis(chart.xTitle, width), min: 0 },
    yAxis: { ...valueAxis(), scale: true, boundaryGap: ['20%', '20%'], splitNumber: 4 },
    series: [
      {
        type: 'scatter',
        silent: true,
        data: chart.bubbles.map((bubble) => ({
          value: [bubble.x, bubble.y],
          symbolSize: Math.max(6, LARGEST * Math.sqrt(bubble.size / largest)),
          itemStyle: {
            color: bubble.isBest ? COLOURS.series1 : COLOURS.muted,
            opacity: bubble.isBest ? 0.65 : 0.35,
            ...(bubble.isChosen ? { borderColor: COLOURS.ink, borderWidth: 2 } : {}),
          },
          label: {
            show: true,
            position: labelSide(bubble, middle),
            opacity: 1,
            formatter: richText(bubble.isChosen ? `${bubble.label} ◀` : bubble.label),
            fontSize: 10,
            color: COLOURS.ink,
          },
        })),
        labelLayout: { hideOverlap: false, moveOverlap: 'shiftY' },
      },
    ],
  };
  const key = { title: chart.title, unit: chart.unit, items: [], y: 12 };
  return renderSvg(option, { id, width, height: TOP + PLOT_HEIGHT + BOTTOM }, { keys: [key] });
}

/** Labels of the best go to the fast side, where there is room; the others, often alike in y, go up and down. */
function labelSide({ y, isBest }: Bubble, middle: number): 'left' | 'top' | 'bottom' {
  if (isBest) return 'left';
  return y < middle ? 'bottom' : 'top';
}
