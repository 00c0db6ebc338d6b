import { mean, median, sum } from '../../../contract/statistics';
import type { Load, SimulationConfig } from '../config';
import { completeWorkload, type Workload } from '../workload';
import type { KnativeRecording } from './format';

/** What is known before the second load phase of a Knative recording. */
export interface KnativeCalibration {
  /** Index of the first sample under load; the simulation starts there. */
  readonly loadIndex: number;
  /** Samples from `loadIndex` on that belong to the first load phase. */
  readonly firstPhaseSamples: number;
  /** From the request to a revision at zero until its pod is ready, as the cold starts before the load show it. */
  readonly startSeconds: number;
  readonly serviceP50Ms: number;
  readonly serviceP95Ms: number;
  /** Longer service per other request in the pod: what its CPU limit makes of concurrent work. */
  readonly contentionMs: number;
  readonly notes: readonly string[];
}

type Sample = KnativeRecording['samples'][number];

/** When the recording has no cold start before the load: what an image that is on the node takes. */
const DEFAULT_START_SECONDS = 2;
/** A second whose median is this many times the usual one is about requests that waited for a cold start. */
const COLD_FACTOR = 2;
/** Less spread of concurrency than this does not show what concurrency costs. */
const LEAST_SPREAD = 0.5;
/** When the first phase answered nothing. */
const ASSUMED_SERVICE_MS = 100;
const CLIENT_TIMEOUT_MS = 60_000;

export function calibrateKnative({ samples, set, summary }: KnativeRecording): KnativeCalibration {
  const loadIndex = Math.max(
    0,
    samples.findIndex(({ phase }) => phase.startsWith('load')),
  );
  // With one load phase its first half stands for the first phase, so that something is left to predict.
  const firstPhaseSamples = Math.round((set.load[0]?.seconds ?? 0) / (set.load.length > 1 ? 1 : 2));
  const first = samples.slice(loadIndex, loadIndex + firstPhaseSamples);
  const cold = summary.cold.map(({ ms, warmMs }) => (ms - (warmMs ?? 0)) / 1000);
  const notes = cold.length > 0 ? [] : [`no cold start before the load: ${DEFAULT_START_SECONDS} s are assumed`];
  return {
    loadIndex,
    firstPhaseSamples,
    startSeconds: cold.length > 0 ? median(cold) : DEFAULT_START_SECONDS,
    ...serviceOf(first),
    notes,
  };
}

/** A line through median latency over requests per pod; its foot is the service time of one request alone. */
function serviceOf(samples: readonly Sample[]): Pick<KnativeCalibration, 'serviceP50Ms' | 'serviceP95Ms' | 'contentionMs'> {
  const usual = median(samples.flatMap(({ p50 }) => p50 ?? []));
  const points = samples.flatMap(({ p50, p95, inflight, ready }) =>
    p50 === null || p95 === null || ready === 0 || p50 > COLD_FACTOR * usual
      ? []
      : [{ others: Math.max(0, inflight / ready - 1), p50, p95 }],
  );
  if (points.length === 0) return { contentionMs: 0, serviceP50Ms: ASSUMED_SERVICE_MS, serviceP95Ms: ASSUMED_SERVICE_MS };
  const others = points.map((point) => point.others);
  const isSpread = Math.max(...others) - Math.min(...others) >= LEAST_SPREAD;
  const contentionMs = isSpread ? Math.max(0, slope(points.map((point) => [point.others, point.p50]))) : 0;
  const serviceP50Ms = Math.max(1, median(points.map((point) => point.p50 - contentionMs * point.others)));
  return { contentionMs, serviceP50Ms, serviceP95Ms: serviceP50Ms + median(points.map((point) => point.p95 - point.p50)) };
}

/** Of the least-squares line. */
function slope(points: readonly (readonly [number, number])[]): number {
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const covariance = mean(points.map(([x, y]) => (x - meanX) * (y - meanY)));
  return covariance / mean(points.map(([x]) => (x - meanX) ** 2));
}

/** The recorded load from its first request on, then nothing until the recording ends. */
export function knativeSimulation(recording: KnativeRecording, calibration: KnativeCalibration): SimulationConfig {
  const { set, ksvc, samples } = recording;
  const { template } = ksvc.spec;
  const { containerConcurrency } = template.spec;
  return {
    load: loadOf(recording, calibration),
    workload: workloadOf(calibration, containerConcurrency, samples[calibration.loadIndex - 1]?.replicas ?? 0),
    autoscaler: {
      kind: 'kpa',
      annotations: { ...prefixed(set.annotations), ...template.metadata.annotations },
      containerConcurrency,
    },
    prices: { vcpuHourUsd: 0, gibHourUsd: 0 },
    slo: { p95Ms: CLIENT_TIMEOUT_MS, errorRate: 0 },
    measureFromSeconds: calibration.firstPhaseSamples,
  };
}

function workloadOf(calibration: KnativeCalibration, containerConcurrency: number, initialPods: number): Workload {
  return completeWorkload({
    concurrency: containerConcurrency,
    balancing: 'two-choices',
    serviceTime: { kind: 'lognormal', p50Ms: calibration.serviceP50Ms, p95Ms: calibration.serviceP95Ms },
    contentionMs: calibration.contentionMs,
    cpuMsPerRequest: 0,
    cpuFollows: 'request',
    cpuRequestMillis: 1,
    memoryRequestBytes: 0,
    memoryUsedBytes: 0,
    startup: {
      containerSeconds: Math.max(0, calibration.startSeconds - 0.2),
      applicationSeconds: 0,
      // The queue-proxy probes aggressively until the container answers.
      readinessPeriodSeconds: 0,
      endpointSeconds: 0.05,
      spread: 0.15,
    },
    shutdown: { endpointSeconds: 0.5 },
    initialPods,
  });
}

function loadOf({ set, samples }: KnativeRecording, { loadIndex }: KnativeCalibration): Load {
  const loadSeconds = sum(set.load.map(({ seconds }) => seconds));
  const idleSeconds = Math.max(1, samples.length - loadIndex - loadSeconds);
  if (set.load.some(({ rps }) => rps !== undefined)) {
    const phases = [...set.load.map(({ seconds, rps }) => ({ seconds, rps: rps ?? 0 })), { seconds: idleSeconds, rps: 0 }];
    return { kind: 'scenario', scenario: { phases, arrivals: 'uniform', timeoutMs: CLIENT_TIMEOUT_MS, seed: 1 } };
  }
  const steps = [
    ...set.load.map(({ seconds, concurrency }) => ({ seconds, clients: concurrency ?? 0 })),
    { seconds: idleSeconds, clients: 0 },
  ];
  return { kind: 'clients', steps, timeoutMs: CLIENT_TIMEOUT_MS };
}

/** `set.annotations` has the short names. */
function prefixed(annotations: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).map(([key, value]) => [key.includes('/') ? key : `autoscaling.knative.dev/${key}`, value]),
  );
}
