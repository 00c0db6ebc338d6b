/** What a change of manifests does to scaling: `diffManifests(base, head)`. */
export type { ObjectChange, SettingChange } from './changes';
export type { Capacity, Consequence, Consequences, PodsCapacity } from './consequences';
export { diffManifests, type DiffOptions, type Side } from './diff';
export { judge, parseGate, type Gate, type OnUnknown } from './gates';
export { durationText, METRICS, shortNumber, usdText } from './metrics';
export * from './predictor';
export type { DiffReport, GateResult } from './report';
export { DIFF_SCHEMA, diffSchema } from './schema';
export { DEFAULT_PRICES_AND_SLO, pricesAndSloOfFile, pricesOfText, type PricesAndSlo } from './prices-and-slo';
