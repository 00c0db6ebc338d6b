/** Light and dark by role. */
const THEMES = {
  ink: ['#1b2430', '#e7ecf3'],
  muted: ['#566273', '#9aa7b8'],
  grid: ['#dde2e9', '#2d3643'],
  bad: ['#b3261e', '#ff8a80'],
  warn: ['#8a5a00', '#f0b64d'],
  series1: ['#1f5fbf', '#79aefc'],
  series2: ['#b4520c', '#f2a365'],
  series3: ['#2c7a4b', '#6fce97'],
  series4: ['#7a3fa0', '#cf9df0'],
} as const;
type ColourRole = keyof typeof THEMES;
type Theme = Readonly<Record<ColourRole, string>>;

const ROLES = Object.keys(THEMES) as ColourRole[];

function themeOf(colourOf: (role: ColourRole) => string): Theme {
  return Object.fromEntries(ROLES.map((role) => [role, colourOf(role)])) as Theme;
}

/** Used where the page gives no colours (a chart that is opened on its own). */
export const LIGHT = themeOf((role) => THEMES[role][0]);
export const DARK = themeOf((role) => THEMES[role][1]);

/**
 * Colours by role. ECharts is given a stand-in (it parses and blends colours), and the finished SVG refers to a CSS
 * variable instead, so that one SVG follows the light, dark and print themes of its page.
 */
export const COLOURS = themeOf((role) => `#01010${ROLES.indexOf(role) + 1}`);

const SERIES_COLOURS = [COLOURS.series1, COLOURS.series2, COLOURS.series3, COLOURS.series4];
/** Lines differ by dash as well as by colour, for black-and-white print and for colour-blind readers. */
const DASHES = ['solid', [6, 3], [2, 2], [8, 3, 2, 3]] as const;

export function seriesColour(index: number): string {
  return SERIES_COLOURS[index % SERIES_COLOURS.length] ?? COLOURS.series1;
}

export function seriesDash(index: number): 'solid' | number[] {
  const dash = DASHES[index % DASHES.length] ?? 'solid';
  return dash === 'solid' ? dash : [...dash];
}

/** CSS declarations of the chart colours, `--chart-ink: #1b2430; …`. */
export function colourVariables(theme: Theme): string {
  return Object.entries(theme)
    .map(([role, colour]) => `--chart-${role}:${colour}`)
    .join(';');
}

/** Puts the CSS variables where the stand-ins are. */
export function withVariables(svg: string): string {
  return ROLES.reduce((text, role) => text.replaceAll(`"${COLOURS[role]}"`, `"var(--chart-${role},${LIGHT[role]})"`), svg);
}
