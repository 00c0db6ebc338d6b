/**
 * What a change of manifests does to scaling: `diffManifests(base, head)`.
 *
 * - `match`, `pair-sides`, `settings/`, `changes`: which objects belong together, and what differs
 * - `consequences`, `metrics`, `prices-and-slo`: capacity and cost without traffic; `predictor`, `simulated/`: with traffic; `margins`:
 *   what is no material change
 * - `not-judged`: what differs and is not understood
 * - `diff`, `gates`, `predicted-gate`, `schema`: the report, the conditions of --fail-on, and the shape of both
 */
export { diffManifests, type DiffOptions, type Side } from './diff';
export { judge, parseGate, type Gate, type OnUnknown } from './gates';
export { cpuText, durationText, limitedText, METRICS, predictedValue, secondsText, shortNumber, usdText } from './metrics';
export { decisive } from './not-judged';
export type { Parting } from './load';
export type { Moment, MomentKind } from './moment';
export * from './predictor';
export { DEFAULT_PRICES_AND_SLO, pricesAndSloOfFile, pricesOfText, type PricesAndSlo } from './prices-and-slo';
export * from './schema';
