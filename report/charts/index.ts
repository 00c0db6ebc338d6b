/** Charts as static SVG, a file per kind; `axis`, `key`, `points` and `theme` are shared, `svg` draws with ECharts. */
export * from './interval-bars';
export * from './latency-bars';
export * from './line-chart';
export * from './percentile-curve';
export type { Point } from './points';
export { colourVariables, DARK, LIGHT } from './theme';
export * from './timeline';
