/** What a change of manifests does to scaling: `diffManifests(base, head)`. */
export { diffManifests, type DiffOptions, type Side } from './diff';
export { judge, parseGate, type Gate, type OnUnknown } from './gates';
export { durationText, METRICS, shortNumber, usdText } from './metrics';
export * from './predictor';
export { DEFAULT_PRICES_AND_SLO, pricesAndSloOfFile, pricesOfText, type PricesAndSlo } from './prices-and-slo';
export * from './schema';
