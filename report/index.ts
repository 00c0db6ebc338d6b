export { renderHtml } from './html/document';
export { renderMarkdown } from './markdown/render';
export { renderTerminal, renderTradeoffs, type TerminalOptions } from './terminal/render';
export type { BandPoint, Point } from './charts';
export type { EngineComparison, EngineNote, EngineRow, EngineTimeSeries } from './model/engines';
export { headlineMetrics } from './model/headline';
export { alignedRows } from './terminal/layout';
export { intervalText, metricText, momentText } from './text/number';
