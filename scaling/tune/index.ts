/** Settings of an autoscaler: the cheapest that holds an SLO. `tune(request)`. */
export type { Patch } from './patch';
export type { Floor, Outcome, Point, TuneReport, Validation } from './report';
export { tune, type TuneRequest } from './tune';
