import { DEFAULT_SYNC_PERIOD_SECONDS, HpaController, type HpaInputs, type HpaSpec, type Pod as HpaPod } from '../../hpa';
import type { ControllerSettings } from '../../hpa';
import type { KnownPhases, Signal } from '../config';
import { RandomStream } from '../../../contract/random';
import { MetricsServer } from '../sensors/metrics-server';
import { Signals } from '../sensors/signals';
import { WRITE_TO_PODS_MS, type World } from './controller';

export interface HpaOptions {
  readonly spec: HpaSpec;
  readonly settings: Partial<ControllerSettings>;
  readonly signals: Readonly<Record<string, Signal>>;
  /** External metrics that somebody else answers for (KEDA), milli-units. */
  readonly externalMetricsMilli?: (nowMs: number) => Readonly<Partial<Record<string, readonly number[]>>>;
}

/**
 * How long one sync works before its 15 s begin again, milliseconds: it reads the metrics APIs and writes the status. The item is
 * put back into the queue when it is done (kube-controller-manager v1.34.4, pkg/controller/podautoscaler/horizontal.go,
 * processNextWorkItem), so syncs are a little more than 15 s apart. It decides whether a stabilization window of a whole number of
 * syncs still holds the oldest of them.
 */
const SYNC_WORK_MS = { shortest: 10, longest: 30 };

/**
 * kube-controller-manager's HPA in the simulated world: every 15 s, and the time that a sync works, it reads what metrics-server
 * has. The exact controller is scaling/hpa.
 */
export function runHpa(world: World, options: HpaOptions): void {
  const { cluster, config, timers, seed, phases } = world;
  const { workload } = config;
  const controller = new HpaController(options.spec, options.settings);
  const periodMs = DEFAULT_SYNC_PERIOD_SECONDS * 1000;
  const container = containerName(options.spec);
  const metricsServer = new MetricsServer({
    cluster,
    timers,
    seed,
    container,
    memoryUsedBytes: workload.memoryUsedBytes,
    scrapePhaseMs: phases.metricsScrapeMs,
    resolutionSeconds: config.metricsEverySeconds,
    countersEvery: config.countersEverySeconds,
  });
  const stream = new RandomStream(seed, 'hpa-sync');
  const phaseMs = syncPhaseMs(phases, metricsServer.phaseMs) ?? periodMs * stream.uniform();
  const isInStep = phases.hpaSyncMs === undefined && phases.hpaSyncAfterScrapeMs !== undefined;
  const workMs = isInStep ? () => 0 : () => stream.between(SYNC_WORK_MS.shortest, SYNC_WORK_MS.longest);
  const signals = new Signals(world);
  const requestsMilli = { cpu: workload.cpuRequestMillis, memory: 1000 * workload.memoryRequestBytes };
  const containers: HpaPod['containers'] = [{ name: container, requestsMilli }];

  const inputs = (nowMs: number): HpaInputs => {
    const { pods } = cluster;
    const samples = pods.map((pod) => metricsServer.of(pod));
    return {
      specReplicas: cluster.replicas,
      statusReplicas: cluster.alive,
      pods: pods.map((pod) => pod.forHpa(containers)),
      resources: { cpu: samples.map((one) => one?.cpu), memory: samples.map((one) => one?.memory) },
      ...signalInputs(signals, options, pods.length),
      ...(options.externalMetricsMilli && { externalMetricsMilli: options.externalMetricsMilli(nowMs) }),
    };
  };

  timers.repeatedly(phaseMs, (nowMs) => {
    const { replicas } = controller.sync(nowMs, inputs(nowMs));
    if (replicas !== cluster.replicas) timers.at(nowMs + WRITE_TO_PODS_MS, (later) => cluster.scaleTo(replicas, later));
    return nowMs + workMs() + periodMs;
  });
}

/** undefined where nothing is known about it. */
function syncPhaseMs({ hpaSyncMs, hpaSyncAfterScrapeMs }: KnownPhases, scrapePhaseMs: number): number | undefined {
  return hpaSyncMs ?? (hpaSyncAfterScrapeMs === undefined ? undefined : scrapePhaseMs + hpaSyncAfterScrapeMs);
}

/** Pods have one container here; it bears the name that the HPA asks for. */
function containerName(spec: HpaSpec): string {
  return spec.metrics?.find((metric) => metric.containerResource !== undefined)?.containerResource?.container ?? 'app';
}

function signalInputs(
  signals: Signals,
  { signals: byName }: HpaOptions,
  podCount: number,
): Pick<HpaInputs, 'podMetricsMilli' | 'objectMetricsMilli' | 'externalMetricsMilli'> {
  const known = Object.entries(byName).filter(([, signal]) => signals.isKnown(signal));
  const names = known.map(([name, signal]) => [name, Math.ceil(1000 * signals.total(signal))] as const);
  return {
    podMetricsMilli: Object.fromEntries(
      names.map(([name, milli]) => [name, Array.from({ length: podCount }, () => Math.ceil(milli / Math.max(1, podCount)))]),
    ),
    objectMetricsMilli: Object.fromEntries(names),
    externalMetricsMilli: Object.fromEntries(names.map(([name, milli]) => [name, [milli]])),
  };
}
