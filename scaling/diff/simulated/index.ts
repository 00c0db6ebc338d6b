/**
 * Predictions of a diff by simulation: `simulatedPredictor({ scenarios, profile, threads }).predict(base, head)`.
 *
 * - `side-model`, `pod-model`, `autoscaler-model`, `traffic`: manifests as a simulation, and whether anybody sends requests
 * - `default-scenarios`, `deploy-scenario`, `profile`, `profile-file`: the load, and what one request costs
 * - `tasks`: which sets of pods scale differently, and which of those alike
 * - `simulated-predictor`, `predict-pods`, `paired-runs`, `paired-metrics`, `time-series`: runs of both sides with the same seeds, and what they say
 * - `load-search`: the load from which users notice a change
 * - `effort`, `seeds`: how many runs, and which
 */
export { defaultScenarios, type NamedScenario } from './default-scenarios';
export { assumedProfile, givenProfile, measuredProfile, type Profile } from './profile';
export { UNHURRIED, type Effort } from './effort';
export { simulatedPredictor, type PredictionProgress, type SimulatedPredictorOptions } from './simulated-predictor';
export { type Assumptions, parseAssumptions, withAssumptions, withServer } from './assumptions';
export { DEFAULT_SERVER, ONE_PER_CORE, parseServer, type ServerKind } from './server';
export { podRps } from './pod-model';
export { sideModelOf, type SideModel } from './side-model';
