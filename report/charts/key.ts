import type * as ECharts from 'echarts';
import type { TimelinePanel } from './timeline';
import { COLOURS, seriesColour } from './theme';

type Title = Extract<NonNullable<ECharts.EChartsOption['title']>, readonly unknown[]>[number];

/** What a line looks like in the key: as its dash. */
const STROKES = ['━━', '╍╍', '┅┅', '╺╸'] as const;

/** Title of a panel that names each line in its own colour and dash, so that no legend is needed. */
export function keyTitle(panel: Pick<TimelinePanel, 'title' | 'unit' | 'series' | 'shape' | 'bound'>, top: number): Title {
  const isBars = panel.shape === 'bars';
  const names = panel.series.map((series, index) => {
    const stroke = isBars ? '▮' : (STROKES[index % STROKES.length] ?? '━━');
    return `{c${isBars ? 'bad' : index}|${stroke}} {name|${richText(series.label)}}`;
  });
  const bound = panel.bound === undefined ? [] : [`{cbad|╍╍} {name|${richText(panel.bound.label)}}`];
  const unit = panel.unit === '' ? '' : `{unit| ${richText(panel.unit)}}`;
  const colours = panel.series.map((_, index) => [`c${index}`, { color: seriesColour(index), fontSize: 11 }] as const);
  return {
    left: 0,
    top,
    padding: 0,
    text: `{title|${richText(panel.title)}}${unit}   ${[...names, ...bound].join('   ')}`,
    textStyle: {
      rich: {
        title: { color: COLOURS.ink, fontSize: 12, fontWeight: 600 },
        unit: { color: COLOURS.muted, fontSize: 11 },
        name: { color: COLOURS.ink, fontSize: 11 },
        cbad: { color: COLOURS.bad, fontSize: 11 },
        ...Object.fromEntries(colours),
      },
    },
  };
}

/** Braces and bars would be read as rich-text markup. */
export function richText(text: string): string {
  return text.replace(/[{}|\n]/g, ' ');
}
