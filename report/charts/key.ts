import { htmlText } from '../html/markup';
import { COLOURS, seriesColour } from './theme';

/** The line above a plot: what it shows, in which unit, and each series in its own colour and dash, so that no legend is needed. */
export interface Key {
  readonly title: string;
  readonly unit: string;
  readonly items: readonly KeyItem[];
  /** Baseline, pixels from the top of the drawing. */
  readonly y: number;
}

interface KeyItem {
  readonly label: string;
  readonly colour: string;
  readonly sign: string;
}

/** A line in a key, shown by its dash. */
const STROKES = ['━━', '╍╍', '┅┅', '━ ╸'] as const;

interface Looks {
  readonly look?: number | 'quiet';
}

/** Which colour and dash of the palette a series has. */
export function placeOf({ look }: Looks, index: number): number {
  return typeof look === 'number' ? look : index;
}

export function keyItems(
  series: readonly (Looks & { readonly label: string })[],
  bound: { readonly label: string } | undefined,
  shape: 'line' | 'step' | 'bars' = 'line',
): KeyItem[] {
  const items = series.map((one, index): KeyItem => {
    const { label, look } = one;
    if (shape === 'bars') return { label, colour: COLOURS.bad, sign: '▮' };
    const place = placeOf(one, index);
    const colour = look === 'quiet' ? COLOURS.muted : seriesColour(place);
    return { label, colour, sign: STROKES[place % STROKES.length] ?? '━━' };
  });
  return bound === undefined ? items : [...items, { label: bound.label, colour: COLOURS.bad, sign: '╍╍' }];
}

/** As one flowing SVG text: the reader's own font decides how wide each part is, no measuring is needed. */
export function keySvg({ title, unit, items, y }: Key): string {
  const parts = items.map(
    ({ label, colour, sign }) =>
      `<tspan dx="14" fill="${colour}">${sign}</tspan><tspan dx="4" fill="${COLOURS.ink}">${htmlText(label)}</tspan>`,
  );
  const unitPart = unit === '' ? '' : `<tspan dx="6" fill="${COLOURS.muted}">${htmlText(unit)}</tspan>`;
  const titlePart = `<tspan style="font-size:12px;font-weight:600" fill="${COLOURS.ink}">${htmlText(title)}</tspan>`;
  return `<text x="0" y="${y}" style="font-size:11px">${titlePart}${unitPart}${parts.join('')}</text>`;
}

/** ECharts reads braces and bars in labels as rich-text markup. */
export function richText(text: string): string {
  return text.replace(/[{}|\n]/g, ' ');
}
