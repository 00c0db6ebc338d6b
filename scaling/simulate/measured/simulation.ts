import type { Autoscaler, SimulationConfig } from '../config';
import type { Workload } from '../workload';
import { RandomStream } from '../../../contract/random';
import type { MeasuredCalibration } from './calibrate';
import type { MeasuredRun } from './measured-run';
import { engineSettings } from './engine-settings';

/** What ran: as the manifests say it. */
export interface MeasuredModel {
  readonly workload: Workload;
  readonly autoscaler: Autoscaler;
}

/** Nobody gives up waiting for a job. */
const JOB_TIMEOUT_MS = 600_000;

/** The run as a simulation: the requests that were sent, what they cost, the manifests, and the engine around them. */
export function measuredSimulation(
  run: MeasuredRun,
  { workload, autoscaler }: MeasuredModel,
  calibration: MeasuredCalibration,
): SimulationConfig {
  const { serviceTime, cpuMsPerRequest, idleCpuMillis } = calibration;
  const { balancing, startup, ...sensors } = engineSettings(run);
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
      balancing: isQueue || balancing === undefined ? workload.balancing : balancing,
      // The lab's servers notice a client that leaves.
      hungUp: isQueue ? 'worked-off' : 'leaves',
      startup: { ...workload.startup, ...startup, ...startupOf(run) },
      initialPods: run.readyPods[0] ?? workload.initialPods,
    },
    autoscaler,
    prices: { vcpuHourUsd: 0, gibHourUsd: 0 },
    slo: { p95Ms: run.scenario.timeoutMs, errorRate: 0 },
    ...sensors,
  };
}

/** A start-up that was seen includes its probes; otherwise the manifests and the defaults apply. */
function startupOf({ startupSeconds }: MeasuredRun): Partial<Workload['startup']> {
  if (startupSeconds === undefined) return {};
  return { applicationSeconds: startupSeconds, initialDelaySeconds: 0, readinessPeriodSeconds: 0 };
}

/** As many in each second as were sent in it, at random times. */
function sentTimes({ offered }: MeasuredRun): Float64Array {
  const stream = new RandomStream(1, 'measured-arrivals');
  const times = offered.flatMap((count, second) =>
    Array.from({ length: Number.isNaN(count) ? 0 : Math.round(count) }, () => 1000 * (second + stream.uniform())),
  );
  return Float64Array.from(times).sort();
}
