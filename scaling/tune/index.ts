/**
 * Settings of an autoscaler: the cheapest that holds an SLO. `tune(request)`.
 *
 * - `space`, `hpa-space`, `kpa-space`, `keda-space`, `demand`: the settings to try, and what the load asks for
 * - `search`, `score`, `tune`, `report`: the search, its order, the validation and the answer
 * - `edit`, `patch`: the answer as a change of the file
 */
export type { Patch } from './patch';
export type { Floor, Outcome, Point, TuneReport, Validation } from './report';
export { tune, type TuneRequest } from './tune';
