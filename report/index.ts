/**
 * Everything that people read about results: `renderTerminal`, `renderMarkdown`, `renderHtml`, and `scaling/` for lint, diff, tune and profile.
 *
 * - `text/`: numbers and words; `charts/`: static SVG
 * - `model/`: what a report says, independent of format: `headline`, `verdict`, `comparison`, `engines`, `tradeoffs`, `pareto`, `latencies`,
 *   `rows` and `panels` choose and compute, `describe`, `load` and `environment` put it into words, `block` is for `scaling/`
 * - `html/`: `document` is the page of a run, `from-blocks` that of `scaling/`, both in the `frame`; `sections/` has a file per section,
 *   the others are single elements, built with `markup`, which escapes
 * - `markdown/`, `terminal/`: the same for GitHub and for a terminal
 * - `fixtures/`: an invented run (`run`, from `single`, `autoscaling`, `tradeoffs`), simulated by `service`, and `hostile` texts
 */
export { renderHtml } from './html/document';
export { renderMarkdown } from './markdown/render';
export { renderTerminal, type TerminalOptions } from './terminal/render';
export type { BandPoint, Point } from './charts';
export type { EngineComparison, EngineNote, EngineRow, EngineTimeSeries } from './model/engines';
export { headlineMetrics } from './model/headline';
export { alignedRows } from './terminal/layout';
export { intervalText, metricText, momentText } from './text/number';
