/**
 * A workload under a load with its autoscaler, request by request, without a cluster: `simulate(config, seed)` for one run,
 * `simulateMany(config, seeds, { threads })` for a prediction with its uncertainty.
 *
 * engine/      the clock, the timers, a ring buffer
 * load/        when requests arrive, how long they take, when clients give up
 * pods/        a pod from creation to deletion, its workers and CPU quota, the balancer, and the event loop (traffic.ts)
 * sensors/     what the autoscalers get to see: metrics-server, Knative's stats, queues and rates
 * controllers/ the exact autoscalers (scaling/hpa, kpa, keda), fed by the sensors
 * results/     outcomes by second, latency histograms, totals, closed formulas to check them against
 * measured/    a run of an autoscaling benchmark against its prediction
 * recorded/    a recording of a real cluster against its prediction
 */
export { checkBudget, requestsOf } from './budget';
export * from './config';
export { parseScenario, parseSimulation, type SimulationFile, simulationFileSchema } from './config-file';
export {
  band,
  type Band,
  type BandSeries,
  type Ensemble,
  ensembleOf,
  medianReplicasAt,
  simulateMany,
  THIS_THREAD,
  type Threads,
} from './ensemble';
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
export { type Series, SERIES_NAMES, type SeriesName } from './results/outcomes';
export { type MeasuredProfile, profileFromResult } from './load/measured-profile';
export { compareRecorded, type Comparison, parseRecording, type RecordedReport, type Recording } from './recorded';
export type { SimulationRun, TotalName, Totals } from './results/run';
export { meanServiceMs, serviceQuantileMs } from './load/service-time';
export { simulate } from './simulate';
export type { ServiceTime, Workload } from './workload';
