export { renderHtml } from './html/document';
export { renderMarkdown } from './markdown/render';
export { renderTerminal, renderTradeoffs, type TerminalOptions } from './terminal/render';
export type { BandPoint, Point } from './charts';
export type { EngineComparison, EngineCourse, EngineNote, EngineRow } from './model/engines';
export { headlineMetrics } from './model/headline';
export { intervalText, metricText, momentText } from './text/number';
