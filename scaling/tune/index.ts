/** Settings of an autoscaler: the cheapest that holds an SLO. `tune(request)`, and what to print of its report. */
export type { Patch } from './patch';
export { renderTuneMarkdown, renderTuneTerminal } from './render';
export type { Floor, Outcome, Point, TuneReport, Validation } from './report';
export { tune, type TuneRequest } from './tune';
