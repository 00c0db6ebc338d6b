/**
 * A workload under a load with its autoscaler, request by request, without a cluster: `simulate(config, seed)` for one run,
 * `simulateMany(config, seeds, { threads })` for a prediction with its uncertainty.
 */
export * from './config';
export { parseScenario, parseSimulation, simulationFileSchema } from './config-file';
export { band, type Band, type BandSeries, type Ensemble, ensembleOf, simulateMany, THIS_THREAD, type Threads } from './ensemble';
export {
  compareMeasured,
  compareRuns,
  type Counterpart,
  counterpartsOf,
  type KeptResult,
  measuredRun,
  type MeasuredModel,
  type MeasuredPrediction,
  type MeasuredReport,
  type MeasuredRun,
  predictMeasured,
} from './measured';
export { type Series, SERIES_NAMES, type SeriesName } from './outcomes';
export { type MeasuredProfile, profileFromResult } from './profile';
export { compareRecorded, type Comparison, parseRecording, type RecordedReport, type Recording } from './recorded';
export type { SimulationRun, TotalName, Totals } from './run';
export { meanServiceMs, type ServiceTime } from './service-time';
export { simulate } from './simulate';
