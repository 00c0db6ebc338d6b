import type { BenchmarkResult } from '../../../contract/result';
import type { Autoscaler, SimulationConfig, Workload } from '../config';
import { simulateMany } from '../ensemble';
import { RandomStream } from '../random';
import { compare, type Comparison } from '../recorded/compare';
import { calibrateMeasured, type MeasuredCalibration } from './calibrate';
import type { MeasuredRun } from './measured-run';

export { measuredRun, type MeasuredRun } from './measured-run';

/** What ran: as the manifests say it. */
export interface MeasuredModel {
  readonly workload: Workload;
  readonly autoscaler: Autoscaler;
}

export interface MeasuredReport extends Comparison {
  readonly name: string;
  readonly seeds: number;
  /** What the prediction rests on, in words. */
  readonly calibration: readonly string[];
  readonly cautions: readonly string[];
  /** Seconds whose replicas are compared: all after the first phase. */
  readonly comparedSeconds: number;
  /** Ready pods by second from the end of the first phase on: measured, and the median of the predicted. */
  readonly replicas: { readonly measured: readonly number[]; readonly predicted: readonly number[] };
}

export interface MeasuredOptions {
  readonly elsewhere: readonly BenchmarkResult[];
  readonly seeds: readonly number[];
  readonly threads: number;
}

/**
 * Predicts a run that was measured on the local engine and compares. Requests per second are those that were sent; what a request
 * costs is calibrated on what came before the compared part; how the autoscaler and its sensors tick is left to chance, as many
 * ways as there are seeds. Replicas are ready pods; p95 and failures are of the whole load, of which the first phase is a small part.
 */
export async function compareMeasured(run: MeasuredRun, model: MeasuredModel, options: MeasuredOptions): Promise<MeasuredReport> {
  const { seeds, threads } = options;
  const calibration = calibrateMeasured(run, options.elsewhere);
  const { runs } = await simulateMany(measuredSimulation(run, model, calibration), seeds, { threads });
  const from = Math.floor(run.firstPhaseSeconds);
  const readyPods = runs.map(({ series }) => Array.from(series.readyPods.subarray(from, run.seconds)));
  const measured = run.readyPods.slice(from);
  const offered = sum(run.offered);
  const comparison = compare(
    { replicas: measured, p95Ms: run.totalP95Ms, failureRate: offered === 0 ? 0 : sum(run.errors) / offered },
    runs.map(({ totals: { p95Ms, failureRate } }, index) => ({ replicas: readyPods[index] ?? [], p95Ms, failureRate })),
  );
  return {
    name: run.name,
    seeds: seeds.length,
    calibration: calibration.words,
    cautions: run.cautions,
    comparedSeconds: measured.length,
    ...comparison,
    replicas: { measured, predicted: measured.map((_, second) => middle(readyPods.map((pods) => pods[second] ?? 0))) },
  };
}

/** A process on this machine: nothing is pulled or scheduled, and the engine reads its counters every second. */
const LOCAL_STARTUP = { scheduleSeconds: 0, containerSeconds: 0.1, endpointSeconds: 0.1 };
/** Nobody gives up waiting for a job. */
const JOB_TIMEOUT_MS = 600_000;
/** Its metrics server starts ticking a moment before the controllers do, at the same pace. */
const LOCAL_PHASES = { hpaSyncAfterScrapeMs: 100 };
const LOCAL_COUNTERS = { shortest: 1, longest: 1 };

export function measuredSimulation(
  run: MeasuredRun,
  { workload, autoscaler }: MeasuredModel,
  calibration: MeasuredCalibration,
): SimulationConfig {
  const { serviceTime, cpuMsPerRequest, idleCpuMillis } = calibration;
  const isQueue = workload.balancing === 'pull';
  return {
    load: {
      kind: 'trace',
      timesMs: sentTimes(run),
      seconds: run.seconds,
      timeoutMs: isQueue ? JOB_TIMEOUT_MS : run.scenario.timeoutMs,
    },
    workload: {
      ...workload,
      serviceTime,
      cpuMsPerRequest,
      idleCpuMillis,
      cpuFollows: 'request',
      // The engine's Service gives a new connection to the pod with the fewest; the lab's servers notice a client that leaves.
      balancing: isQueue ? 'pull' : 'least-outstanding',
      hungUp: isQueue ? 'worked-off' : 'leaves',
      startup: { ...workload.startup, ...LOCAL_STARTUP },
      initialPods: run.readyPods[0] ?? workload.initialPods,
    },
    autoscaler,
    prices: { vcpuHourUsd: 0, gibHourUsd: 0 },
    slo: { p95Ms: run.scenario.timeoutMs, errorRate: 0 },
    countersEverySeconds: LOCAL_COUNTERS,
    phases: LOCAL_PHASES,
  };
}

/** As many in each second as were sent in it, at moments of chance. */
function sentTimes({ offered }: MeasuredRun): Float64Array {
  const stream = new RandomStream(1, 'measured-arrivals');
  const times = offered.flatMap((count, second) =>
    Array.from({ length: Number.isNaN(count) ? 0 : Math.round(count) }, () => 1000 * (second + stream.uniform())),
  );
  return Float64Array.from(times).sort();
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + (Number.isNaN(value) ? 0 : value), 0);
}

function middle(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor((values.length - 1) / 2)] ?? 0;
}
