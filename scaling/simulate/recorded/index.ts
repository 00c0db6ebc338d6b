import { median, percentile, sortedCopy, sum } from '../../../contract/statistics';
import type { SimulationConfig } from '../config';
import { simulateMany, type Threads } from '../ensemble';
import { calibrateHpa, hpaSimulation } from './calibrate-hpa';
import { calibrateKnative, knativeSimulation } from './calibrate-knative';
import { compare, type Comparison, type ComparedRun, comparedRuns } from './compare';
import { percentileOfSeconds } from './percentile-of-seconds';
import type { HpaRecording, KnativeRecording, Recording } from './format';

export { parseRecording, type Recording } from './format';
export type { Comparison } from './compare';

export interface RecordedReport extends Comparison {
  readonly name: string;
  readonly kind: Recording['kind'];
  readonly seeds: number;
  /** What the prediction rests on, in words. */
  readonly calibration: readonly string[];
  readonly comparedSeconds: number;
}

/**
 * Calibrates on the first phase of a recording, simulates it with many seeds and compares the rest.
 * HPA: the first phase is the first of the scenario. Knative: the cold starts before the load, and the latencies of the first load
 * phase; replicas are compared from the first request on, because none of them was used.
 */
export async function compareRecorded(recording: Recording, seeds: readonly number[], threads: Threads): Promise<RecordedReport> {
  return recording.kind === 'hpa'
    ? compareHpa(recording.recording, seeds, threads)
    : compareKnative(recording.recording, seeds, threads);
}

async function compareHpa(recording: HpaRecording, seeds: readonly number[], threads: Threads): Promise<RecordedReport> {
  const calibration = calibrateHpa(recording);
  const config = hpaSimulation(recording, calibration);
  const { untilSeconds } = calibration;
  const length = Math.floor(recording.seconds.at(-1)?.t ?? 0);
  const recorded = recordedHpaRun(recording, untilSeconds, length);
  const ensemble = await simulateMany(config, seeds, { threads });
  const { hpaSyncMs, metricsScrapeMs } = calibration.phases;
  return {
    name: recording.scenario.name,
    kind: 'hpa',
    seeds: seeds.length,
    comparedSeconds: length - untilSeconds,
    calibration: [
      `${calibration.serviceMs.length} service times of the first ${untilSeconds} s, median ${median(calibration.serviceMs).toFixed(1)} ms`,
      `${calibration.cpuMsPerRequest.toFixed(1)} ms of CPU per request, ${calibration.idleCpuMillis.toFixed(1)}m when idle`,
      `${calibration.overheadMs.toFixed(1)} ms outside of the pod's worker`,
      hpaSyncMs === undefined ? 'HPA sync at an unknown moment' : `HPA syncs at ${(hpaSyncMs / 1000).toFixed(1)} s of every 15 s`,
      metricsScrapeMs === undefined
        ? 'metrics-server scrapes at an unknown moment'
        : `metrics-server scrapes at ${(metricsScrapeMs / 1000).toFixed(1)} s of every 15 s`,
      ...config.workload.room.map(
        ({ fromSeconds, pods }) => `room for ${pods ?? 'all'} pods from ${fromSeconds.toFixed(0)} s on`,
      ),
      ...calibration.notes,
    ],
    ...compare(recorded, comparedRuns(ensemble, untilSeconds, length - untilSeconds)),
  };
}

function recordedHpaRun({ seconds, requests }: HpaRecording, fromSeconds: number, length: number): ComparedRun {
  const replicas = new Map(seconds.map(({ t, specReplicas }) => [Math.round(t), specReplicas]));
  let last = seconds[0]?.specReplicas ?? 0;
  const bySecond = Array.from({ length }, (_, second) => (last = replicas.get(second + 1) ?? last));
  const rest = requests.filter(({ t }) => t >= fromSeconds);
  const answered = rest.filter(({ ms }) => ms >= 0);
  return {
    replicas: bySecond.slice(fromSeconds),
    p95Ms: percentile(sortedCopy(answered.map(({ ms }) => ms)), 0.95) ?? Number.NaN,
    failureRate: (rest.length - answered.length) / Math.max(1, rest.length),
  };
}

async function compareKnative(recording: KnativeRecording, seeds: readonly number[], threads: Threads): Promise<RecordedReport> {
  const calibration = calibrateKnative(recording);
  const config: SimulationConfig = knativeSimulation(recording, calibration);
  const { loadIndex, firstPhaseSamples } = calibration;
  const samples = recording.samples.slice(loadIndex);
  const rest = samples.slice(firstPhaseSamples);
  const bad = sum(rest.map((one) => one.bad));
  const recorded: ComparedRun = {
    replicas: samples.map(({ replicas }) => replicas),
    p95Ms: percentileOfSeconds(rest, 0.95),
    failureRate: bad / Math.max(1, bad + sum(rest.map(({ ok }) => ok))),
  };
  const ensemble = await simulateMany(config, seeds, { threads });
  return {
    name: recording.set.name,
    kind: 'knative',
    seeds: seeds.length,
    comparedSeconds: samples.length,
    calibration: [
      `${calibration.startSeconds.toFixed(1)} s from a request at zero pods until one is ready`,
      `service ${calibration.serviceP50Ms.toFixed(0)} ms (p95 ${calibration.serviceP95Ms.toFixed(0)} ms) alone, ${calibration.contentionMs.toFixed(1)} ms more per other request in the pod`,
      ...calibration.notes,
    ],
    ...compare(recorded, comparedRuns(ensemble, 0, samples.length)),
  };
}
