/**
 * Colours by role. ECharts is given a stand-in (it parses and blends colours), and the finished SVG refers to a CSS
 * variable instead, so that one SVG follows the light, dark and print themes of the page that it stands in.
 */
export const COLOURS = {
  ink: '#010101',
  muted: '#010102',
  grid: '#010103',
  bad: '#010104',
  warn: '#010105',
  series1: '#010111',
  series2: '#010112',
  series3: '#010113',
  series4: '#010114',
} as const;

export type ColourRole = keyof typeof COLOURS;

export const SERIES_COLOURS = [COLOURS.series1, COLOURS.series2, COLOURS.series3, COLOURS.series4] as const;
/** Lines differ by dash as well as by colour, for black-and-white print and for colour-blind readers. */
const DASHES = ['solid', [6, 3], [2, 2], [8, 3, 2, 3]] as const;

/** Values used where the page gives none (a chart that is opened on its own). */
export const LIGHT: Readonly<Record<ColourRole, string>> = {
  ink: '#1b2430',
  muted: '#566273',
  grid: '#dde2e9',
  bad: '#b3261e',
  warn: '#8a5a00',
  series1: '#1f5fbf',
  series2: '#b4520c',
  series3: '#2c7a4b',
  series4: '#7a3fa0',
};

export const DARK: Readonly<Record<ColourRole, string>> = {
  ink: '#e7ecf3',
  muted: '#9aa7b8',
  grid: '#2d3643',
  bad: '#ff8a80',
  warn: '#f0b64d',
  series1: '#79aefc',
  series2: '#f2a365',
  series3: '#6fce97',
  series4: '#cf9df0',
};

export function seriesColour(index: number): string {
  return SERIES_COLOURS[index % SERIES_COLOURS.length] ?? COLOURS.series1;
}

export function seriesDash(index: number): 'solid' | number[] {
  const dash = DASHES[index % DASHES.length] ?? 'solid';
  return dash === 'solid' ? dash : [...dash];
}

/** CSS declarations of the chart colours, `--chart-ink: #1b2430; …`. */
export function colourVariables(theme: Readonly<Record<ColourRole, string>>): string {
  return Object.entries(theme)
    .map(([role, colour]) => `--chart-${role}:${colour}`)
    .join(';');
}

/** Puts the CSS variables where the stand-ins are. */
export function withVariables(svg: string): string {
  return Object.entries(COLOURS).reduce(
    (text, [role, standIn]) => text.replaceAll(`"${standIn}"`, `"var(--chart-${role},${LIGHT[role as ColourRole]})"`),
    svg,
  );
}
