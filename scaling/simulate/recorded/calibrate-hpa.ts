import { mean, median, percentile, sortedCopy, sum } from '../../../contract/statistics';
import type { KnownPhases, SimulationConfig } from '../config';
import { completeWorkload, type Workload } from '../workload';
import { DEFAULT_SYNC_PERIOD_SECONDS } from '../../hpa';
import type { HpaRecording } from './format';

/** What the first phase of a recording shows, and what is taken from the manifests. Nothing after `untilSeconds` is used. */
export interface HpaCalibration {
  readonly untilSeconds: number;
  readonly cpuMsPerRequest: number;
  readonly idleCpuMillis: number;
  /** Service times of requests that had their pod to themselves, so that the CPU quota did not stop them. */
  readonly serviceMs: readonly number[];
  readonly overheadMs: number;
  readonly phases: KnownPhases;
  readonly notes: readonly string[];
}

const PERIOD_MS = 1000 * DEFAULT_SYNC_PERIOD_SECONDS;
/** A request whose pod did nothing for so long before has a full CPU quota: one CFS period, and one more to be sure. */
const QUIET_SECONDS = 0.2;
/** Fewer quiet requests than this say little about a distribution. */
const ENOUGH = 10;
const QUICKEST = 0.25;
/** A unit of work of the recorded program takes 0.8 to 1 ms of CPU. */
const ASSUMED_MS_PER_UNIT = 0.9;
const MIB = 2 ** 20;

interface Reading {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly cpuMs: number;
}

export function calibrateHpa(recording: HpaRecording): HpaCalibration {
  const { phases, units = 1, pod } = recording.scenario;
  const untilSeconds = phases[0]?.seconds ?? 0;
  const known = knownPhases(recording, untilSeconds);
  const requests = recording.requests.filter(({ t, ms }) => ms >= 0 && t + ms / 1000 <= untilSeconds);
  if (requests.length === 0) {
    const cpuMsPerRequest = units * ASSUMED_MS_PER_UNIT;
    const notes = [`the first phase answered no request: ${ASSUMED_MS_PER_UNIT} ms per unit of work are assumed`];
    return { untilSeconds, cpuMsPerRequest, idleCpuMillis: 0, serviceMs: [cpuMsPerRequest], overheadMs: 0, phases: known, notes };
  }
  const { quiet, notes } = quietRequests(requests);
  const { cpuMsPerRequest, idleCpuMillis } = cpuUse(recording, requests, quiet, untilSeconds);
  // Where a request needs more than one quota, its service time has throttling in it, which the simulation adds itself.
  const isThrottled = cpuMsPerRequest >= quotaMs(pod.limitsCpuMilli);
  return {
    untilSeconds,
    cpuMsPerRequest,
    idleCpuMillis,
    serviceMs: isThrottled ? [cpuMsPerRequest] : quiet.map(({ serviceMs }) => serviceMs),
    overheadMs: median(quiet.map(({ ms, serviceMs }) => ms - serviceMs)),
    phases: known,
    notes: isThrottled ? [...notes, 'the CPU limit stops every request: service time is the CPU time that it needs'] : notes,
  };
}

/** CPU time per CFS period. */
function quotaMs(limitMillis: number | null | undefined): number {
  return limitMillis === null || limitMillis === undefined ? Infinity : limitMillis / 10;
}

type Request = HpaRecording['requests'][number];

/** Requests that began on an idle pod with a full quota, and ended before the quota did. */
function quietRequests(requests: readonly Request[]): { quiet: readonly Request[]; notes: string[] } {
  const lastEnd = new Map<string, number>();
  const quiet: Request[] = [];
  for (const request of requests) {
    const before = lastEnd.get(request.pod) ?? -Infinity;
    if (request.t - before >= QUIET_SECONDS) quiet.push(request);
    lastEnd.set(request.pod, Math.max(before, request.t + request.ms / 1000));
  }
  if (quiet.length >= ENOUGH) return { quiet, notes: [] };
  return {
    quiet: requests,
    notes: [
      `only ${quiet.length} requests of the first phase met an idle pod: all ${requests.length} are used, throttled ones too`,
    ],
  };
}

/**
 * CPU per request, seen twice: in the metrics API (what its samples of the first phase show beyond idling, over the requests
 * answered in their windows; a window may begin before the recording, when the pod idled), whose times are cut to seconds, and in
 * the quickest quarter of the undisturbed requests, which neighbours on the node did not slow down. The mean of both has less error
 * than either. Where the quota stops even a single request, only the metrics API tells.
 */
function cpuUse(
  recording: HpaRecording,
  requests: readonly Request[],
  quiet: readonly Request[],
  untilSeconds: number,
): Pick<HpaCalibration, 'cpuMsPerRequest' | 'idleCpuMillis'> {
  const readings = podReadings(recording, untilSeconds);
  const busy = readings.filter(({ toSeconds }) => toSeconds > 0);
  const idle = readings.filter(({ toSeconds }) => toSeconds <= 0);
  const idleCpuMillis = idle.length === 0 ? 0 : mean(idle.map(cpuMillis));
  const ended = requests.map(({ t, ms }) => t + ms / 1000);
  const cpuMs = sum(busy.map((one) => one.cpuMs - idleCpuMillis * (one.toSeconds - one.fromSeconds)));
  const count = sum(
    busy.map(({ fromSeconds, toSeconds }) => ended.filter((end) => end > fromSeconds && end <= toSeconds).length),
  );
  const quickMs = percentile(sortedCopy(quiet.map(({ serviceMs }) => serviceMs)), QUICKEST) ?? 0;
  if (count < ENOUGH) return { idleCpuMillis, cpuMsPerRequest: quickMs };
  const measuredMs = cpuMs / count;
  const isUnthrottled = Math.max(quickMs, measuredMs) < quotaMs(recording.scenario.pod.limitsCpuMilli);
  return { idleCpuMillis, cpuMsPerRequest: isUnthrottled ? (quickMs + measuredMs) / 2 : measuredMs };
}

function cpuMillis({ cpuMs, fromSeconds, toSeconds }: Reading): number {
  return cpuMs / (toSeconds - fromSeconds);
}

/** The samples of the metrics API that were visible in the first phase, each once. */
function podReadings(recording: HpaRecording, untilSeconds: number): Reading[] {
  const started = Date.parse(recording.startedAt.replace(/(\.\d{3})\d*/, '$1'));
  const readings = new Map<string, Reading>();
  for (const { t, pods } of recording.seconds) {
    if (t > untilSeconds) break;
    for (const { name, cpuMilli, sampleAt, sampleWindow } of pods) {
      const windowSeconds = Number.parseFloat(sampleWindow ?? '');
      if (cpuMilli < 0 || sampleAt === undefined || !(windowSeconds > 0)) continue;
      // The API tells whole seconds; half a second is the mean of what it cuts off.
      const toSeconds = (Date.parse(sampleAt) - started) / 1000 + 0.5;
      readings.set(`${name} ${sampleAt}`, { fromSeconds: toSeconds - windowSeconds, toSeconds, cpuMs: cpuMilli * windowSeconds });
    }
  }
  return [...readings.values()];
}

/** When the HPA syncs and metrics-server scrapes, from what changed in the first phase: seen once a second, so half a second before. */
function knownPhases({ seconds }: HpaRecording, untilSeconds: number): KnownPhases {
  const first = seconds.filter(({ t }) => t <= untilSeconds);
  const changes = (value: (second: (typeof first)[number]) => unknown): number[] =>
    first.flatMap((second, index) => {
      const before = first[index - 1];
      return before !== undefined && value(before) !== value(second) ? [1000 * second.t - 500] : [];
    });
  const sync = phaseOf(changes(({ hpaUtilization }) => hpaUtilization));
  const scrape = phaseOf(changes(({ pods }) => pods.map(({ sampleAt }) => sampleAt).join(' ')));
  return { ...(sync === undefined ? {} : { hpaSyncMs: sync }), ...(scrape === undefined ? {} : { metricsScrapeMs: scrape }) };
}

/** Circular mean of moments that repeat every 15 s. */
function phaseOf(momentsMs: readonly number[]): number | undefined {
  if (momentsMs.length === 0) return undefined;
  const angles = momentsMs.map((ms) => (2 * Math.PI * ms) / PERIOD_MS);
  const mean = Math.atan2(sum(angles.map(Math.sin)), sum(angles.map(Math.cos)));
  return ((mean / (2 * Math.PI) + 1) % 1) * PERIOD_MS;
}

/** The recorded scenario with exactly the recorded send times, and a workload as calibrated. */
export function hpaSimulation(recording: HpaRecording, calibration: HpaCalibration): SimulationConfig {
  const { scenario, requests, seconds } = recording;
  const { pod } = scenario;
  const workload = completeWorkload({
    concurrency: pod.concurrency,
    serviceTime: { kind: 'samples', ms: calibration.serviceMs },
    overheadMs: calibration.overheadMs,
    cpuMsPerRequest: calibration.cpuMsPerRequest,
    cpuFollows: 'request',
    idleCpuMillis: calibration.idleCpuMillis,
    cpuRequestMillis: pod.requestsCpuMilli,
    cpuLimitMillis: pod.limitsCpuMilli ?? undefined,
    memoryRequestBytes: 64 * MIB,
    memoryUsedBytes: 16 * MIB,
    startup: {
      applicationSeconds: pod.startupSeconds,
      readinessPeriodSeconds: pod.readinessPeriodSeconds,
      endpointSeconds: 0.8,
      spread: 0.3,
    },
    // The recorded program has no signal handler: its pods are seen in phase Failed within a second or two of their deletion.
    shutdown: { mode: 'drop', endpointSeconds: 1.5, signalSeconds: 0.5 },
    initialPods: seconds[0]?.specReplicas ?? 1,
    room: roomOf(recording),
  });
  return {
    load: {
      kind: 'trace',
      timesMs: Float64Array.from(requests, ({ t }) => 1000 * t).sort(),
      seconds: sum(scenario.phases.map((phase) => phase.seconds)),
      timeoutMs: 1000 * scenario.timeoutSeconds,
    },
    workload,
    autoscaler: { kind: 'hpa', spec: scenario.hpaSpec },
    prices: { vcpuHourUsd: 0, gibHourUsd: 0 },
    slo: { p95Ms: 1000 * scenario.timeoutSeconds, errorRate: 0 },
    phases: calibration.phases,
    measureFromSeconds: calibration.untilSeconds,
  };
}

/** A pod that is Pending for longer than a container takes to start has no room. */
const STUCK_SECONDS = 8;

/**
 * The nodes' room for pods, as far as the recording shows it: while a pod is stuck in Pending, there is room for those that run.
 * It is a fact about the cluster, not about the workload, and holds since more pods than that were last seen running.
 */
export function roomOf({ seconds }: Pick<HpaRecording, 'seconds'>): Workload['room'] {
  const room: { fromSeconds: number; pods: number | undefined }[] = [];
  const pendingSince = new Map<string, number>();
  const runningAt: { t: number; running: number }[] = [];
  let limited = false;
  for (const { t, pods } of seconds) {
    const running = pods.filter(({ phase }) => phase === 'Running').length;
    runningAt.push({ t, running });
    for (const { name, phase } of pods) {
      if (phase !== 'Pending') pendingSince.delete(name);
      else if (!pendingSince.has(name)) pendingSince.set(name, t);
    }
    const isStuck = pods.some(({ name }) => t - (pendingSince.get(name) ?? t) >= STUCK_SECONDS);
    const more = runningAt.filter((one) => one.running > running).at(-1);
    if (isStuck && !limited) room.push({ fromSeconds: more?.t ?? 0, pods: running });
    if (!isStuck && limited) room.push({ fromSeconds: t - 1, pods: undefined });
    limited = isStuck;
  }
  return room;
}
