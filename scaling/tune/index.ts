/** Settings of an autoscaler: the cheapest that holds an SLO. `tune(request)`, and what to print of its report. */
export type { Patch } from './patch';
export { renderTuneMarkdown, renderTuneTerminal } from './render';
export { tune, type Outcome, type Point, type TuneReport, type TuneRequest, type Validation } from './tune';
