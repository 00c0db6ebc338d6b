/**
 * Pods for a load, by settings alone: `partingOf(pair)`.
 *
 * - `axis`: what a set of pods is scaled by, and how much of it one pod takes
 * - `settled-pods`: the count that a steady load settles at, decided by the controllers
 * - `parting`, `schema`: the loads at which two sides differ
 */
export { partingOf } from './parting';
export { partingSchema, type Parting } from './schema';
