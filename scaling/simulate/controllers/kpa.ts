import {
  type AutoscalerConfig,
  DEFAULT_AUTOSCALER_CONFIG,
  DEFAULT_PROGRESS_DEADLINE_MS,
  initialExcessBurstCapacity,
  KpaAutoscaler,
  type KpaStatus,
  load,
  needsTickNow,
  type PodAutoscaler,
  reconcile,
  type Reconciled,
  reconcileUntilSettled,
  type Stat,
  TICK_INTERVAL_MS,
} from '../../kpa';
import { RandomStream } from '../../../contract/random';
import { KpaStats } from '../sensors/kpa-stats';
import { WRITE_TO_PODS_MS, type World } from './controller';

export interface KpaOptions {
  readonly annotations: Readonly<Record<string, string>>;
  readonly containerConcurrency: number;
  readonly config: Partial<AutoscalerConfig>;
}

/** Long enough ago that no grace period holds a revision. */
const LONG_AGO_MS = -3_600_000;

/**
 * Knative's autoscaler and its reconciler in the simulated world. The exact algorithms are scaling/kpa; this feeds them stats every
 * second, asks for a decision every two, and reconciles when a decision, the ready pods or a deadline ask for it.
 *
 * Seen in recorded/knative-*.json: decisions change on every second sample; the first request to a revision at zero pokes the
 * autoscaler and has a pod created within the same second.
 */
export class KpaLoop {
  private readonly podAutoscaler: PodAutoscaler;
  private readonly config: AutoscalerConfig;
  private readonly kpa: KpaAutoscaler;
  private readonly stats: KpaStats;
  private status: KpaStatus;
  private desired: number;
  private excessBurstCapacity: number;
  private requeueAtMs = Infinity;

  public constructor(
    private readonly world: World,
    options: KpaOptions,
  ) {
    const { cluster, timers, seed, traffic, requests } = world;
    this.podAutoscaler = {
      annotations: options.annotations,
      containerConcurrency: options.containerConcurrency,
      reachability: 'Reachable',
    };
    this.config = { ...DEFAULT_AUTOSCALER_CONFIG, ...options.config };
    const readyPods = cluster.readyCount;
    this.kpa = new KpaAutoscaler({ podAutoscaler: this.podAutoscaler, config: this.config, nowMs: 0, readyPods });
    this.desired = readyPods;
    this.excessBurstCapacity = initialExcessBurstCapacity(this.kpa.spec);
    this.status = settledStatus(readyPods);
    this.stats = new KpaStats({
      cluster,
      timers,
      seed,
      requests,
      stableWindowMs: this.kpa.spec.stableWindowMs,
      scrapesPods: this.kpa.spec.scrapesPods,
      onStat: (stat, nowMs) => this.take(stat, nowMs),
    });
    traffic.observer = this.stats;
    cluster.onReadyChange = (nowMs) => this.reconcile(nowMs);
    this.reconcile(0);
    timers.every(TICK_INTERVAL_MS * new RandomStream(seed, 'kpa-tick').uniform(), TICK_INTERVAL_MS, (nowMs) => this.tick(nowMs));
  }

  private take(stat: Stat, nowMs: number): void {
    const { concurrency, rps } = load(stat);
    this.kpa.record(nowMs, concurrency, rps);
    if (needsTickNow(this.desired, stat)) this.tick(nowMs);
  }

  private tick(nowMs: number): void {
    const result = this.kpa.scale(nowMs, this.world.cluster.readyCount);
    if (!result.valid) return;
    const { desired, excessBurstCapacity } = result;
    const isNews = desired !== this.desired || excessBurstCapacity >= 0 !== this.excessBurstCapacity >= 0;
    this.desired = desired;
    this.excessBurstCapacity = excessBurstCapacity;
    if (isNews) this.reconcile(nowMs);
  }

  private reconcile(nowMs: number): void {
    reconcileUntilSettled(this.status, () => this.reconcileOnce(nowMs));
  }

  private reconcileOnce(nowMs: number): Reconciled {
    const { cluster, timers, traffic } = this.world;
    const { podAutoscaler, config, status } = this;
    const outcome = reconcile({
      podAutoscaler,
      config,
      status,
      spec: this.kpa.spec,
      desiredScale: this.desired,
      excessBurstCapacity: this.excessBurstCapacity,
      readyPods: cluster.readyCount,
      currentReplicas: cluster.replicas,
      nowMs,
      progressDeadlineMs: DEFAULT_PROGRESS_DEADLINE_MS,
      probeActivator: () => true,
    });
    this.status = outcome.status;
    this.stats.mode = outcome.mode;
    // With a hard limit per pod the activator holds what the pods cannot take; without one it only waits for the first pod.
    traffic.front = outcome.mode === 'Proxy' && podAutoscaler.containerConcurrency > 0 ? 'breaker' : 'proxy';
    traffic.flush(nowMs);
    const { setReplicas, requeueAfterMs } = outcome;
    if (setReplicas !== undefined) timers.at(nowMs + WRITE_TO_PODS_MS, (later) => cluster.scaleTo(setReplicas, later));
    if (requeueAfterMs !== undefined) this.requeue(nowMs + requeueAfterMs);
    return outcome;
  }

  private requeue(atMs: number): void {
    if (this.requeueAtMs <= atMs) return;
    this.requeueAtMs = atMs;
    this.world.timers.at(atMs, (nowMs) => {
      if (this.requeueAtMs !== atMs) return;
      this.requeueAtMs = Infinity;
      this.reconcile(nowMs);
    });
  }
}

function settledStatus(readyPods: number): KpaStatus {
  return {
    active: { status: readyPods > 0 ? 'True' : 'False', reason: readyPods > 0 ? '' : 'NoTraffic', sinceMs: LONG_AGO_MS },
    scaleTargetInitialized: true,
    desiredScale: readyPods,
    actualScale: readyPods,
    mode: 'Proxy',
    proxySinceMs: LONG_AGO_MS,
  };
}
