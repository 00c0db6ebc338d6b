/** Predictions of a diff by simulation: `simulatedPredictor({ scenarios, profile, threads }).predict(base, head)`. */
export { defaultScenarios, type NamedScenario } from './default-scenarios';
export { assumedProfile, givenProfile, measuredProfile, type Profile } from './profile';
export { DEFAULT_SEEDS, simulatedPredictor, type SimulatedPredictorOptions } from './simulated-predictor';
export { sideModelOf, type SideModel } from './side-model';
