/** What a change of manifests does to scaling: `diffManifests(base, head)`. */
export { changeWords, type ObjectChange, type SettingChange } from './changes';
export type { Capacity, Consequence, Consequences } from './consequences';
export { diffManifests, type DiffOptions, type Side } from './diff';
export { judge, parseGate, type Gate, type OnUnknown } from './gates';
export type { DiffReport, GateResult } from './report';
export { assumptions, capacityRows, expectations, headline, type Row } from './expectations';
export {
  ILLUSTRATION_NOTE,
  isIllustration,
  peakWords,
  predictedPods,
  predictedSentences,
  provenance,
  predictionTitle,
  type PredictedPods,
} from './predicted-words';
export * from './predictor';
export { COMMENT_MARK, renderDiffMarkdown } from './render-markdown';
export { noChangeLine, renderDiffTerminal } from './render-terminal';
export { DIFF_SCHEMA, diffSchema } from './schema';
export { DEFAULT_TERMS, pricesOfText, termsOfFile, type Terms } from './terms';
