import {
  initialExcessBurstCapacity,
  KpaAutoscaler,
  load,
  needsTickNow,
  newKpaStatus,
  reconcile,
  reconcileUntilSettled,
  SCALE_UNKNOWN,
  scalingMetric,
  STAT_INTERVAL_MS,
  TICK_INTERVAL_MS,
  type KpaStatus,
  type Reconciled,
  type ScaleResult,
  type ScrapeOptions,
  type Stat,
} from '../../../scaling/kpa';
import type { Clock, Timer } from '../../clock';
import type { EventType } from '../../events';
import type { WorkloadReference } from '../../workloads/running';
import { reconcileRequest, type KpaSetup, type KpaStep, type ReconcileInputs } from '../decisions/kpa-steps';
import type { DecisionLog } from '../decisions/log';
import type { ScaleTargets } from '../target';
import { Ticker } from '../ticker';
import type { Backend } from './dispatcher';
import type { Front } from './front';
import type { RequestCounts } from './request-counts';

export interface RevisionLoopOptions {
  readonly clock: Clock;
  readonly setup: KpaSetup;
  readonly target: WorkloadReference;
  readonly targets: ScaleTargets;
  readonly front: Pick<Front, 'mode' | 'setBackends'>;
  readonly decisions: DecisionLog;
  /** Pods of the revision that are ready now. */
  readonly backends: () => readonly Backend[];
  /** A permutation of its argument; decides which pods are scraped when there are many. */
  readonly shuffle: ScrapeOptions['shuffle'];
  readonly event: (type: EventType, reason: string, message: string) => void;
  readonly onFault: (error: unknown) => void;
}

/**
 * Runs the autoscaler of one revision: reports every second, decides every two, and acts on its decisions.
 * Reconciles when Knative's controller would: when a decision changed, when pods became ready or went, when it asked to.
 */
export class RevisionLoop {
  private readonly kpa: KpaAutoscaler;
  private readonly tickers: readonly Ticker[];
  private current: KpaStatus;
  private desiredScale = SCALE_UNKNOWN;
  private excessBurstCapacity: number;
  private activators = 0;
  private decided: ScaleResult | undefined;
  private readyPods = 0;
  private requeue: Timer | undefined;
  private state: 'running' | 'stopped' = 'running';

  public constructor(
    private readonly options: RevisionLoopOptions,
    private readonly counts: RequestCounts,
  ) {
    const { clock, setup } = options;
    this.kpa = new KpaAutoscaler(setup);
    this.current = newKpaStatus(setup.nowMs);
    this.excessBurstCapacity = initialExcessBurstCapacity(this.kpa.spec);
    const ticker = (periodMs: number, work: () => void): Ticker => new Ticker(clock, periodMs, () => this.guarded(work));
    this.tickers = [ticker(STAT_INTERVAL_MS, () => this.collect()), ticker(TICK_INTERVAL_MS, () => this.tick())];
  }

  public start(): void {
    for (const ticker of this.tickers) ticker.startLater();
    this.guarded(() => {
      this.takeBackends();
      this.reconcile();
    });
  }

  public stop(): void {
    this.state = 'stopped';
    for (const ticker of this.tickers) ticker.stop();
    this.requeue?.cancel();
  }

  /** Pods may have become ready or gone. */
  public podsChanged(): void {
    if (this.state === 'stopped') return;
    this.guarded(() => {
      if (this.takeBackends() !== 'same') this.reconcile();
    });
  }

  /** The activator reports ahead of its turn: a first request after quiet. */
  public reportedAhead(stat: Stat): void {
    this.guarded(() => this.recordActivator(stat));
  }

  public get status(): KpaStatus {
    return this.current;
  }

  public get activatorCount(): number {
    return this.activators;
  }

  private guarded(work: () => void): void {
    if (this.state === 'stopped') return;
    try {
      work();
    } catch (error) {
      this.options.onFault(error);
    }
  }

  private log(step: KpaStep): void {
    this.options.decisions.write(step);
  }

  private takeBackends(): 'same' | 'changed' {
    const backends = this.options.backends();
    this.options.front.setBackends(backends);
    const before = this.readyPods;
    this.readyPods = backends.length;
    return before === this.readyPods ? 'same' : 'changed';
  }

  private collect(): void {
    const { backends, shuffle } = this.options;
    const scraped = this.counts.scrape(backends(), { stableWindowMs: this.kpa.spec.stableWindowMs, shuffle });
    if (scraped !== undefined) this.record(scraped);
    const report = this.counts.activatorReport();
    if (report !== undefined) this.recordActivator(report);
  }

  private recordActivator(stat: Stat): void {
    this.record(stat);
    if (needsTickNow(this.desiredScale, stat)) this.tick();
  }

  private record(stat: Stat): void {
    const at = this.options.clock.nowMs();
    const { concurrency, rps } = load(stat);
    this.kpa.record(at, concurrency, rps);
    this.log({ at, step: 'record', concurrency, rps });
  }

  private tick(): void {
    const at = this.options.clock.nowMs();
    const { readyPods } = this;
    const outcome = this.kpa.scale(at, readyPods);
    this.log({ at, step: 'scale', readyPods, outcome });
    if (!outcome.valid) return;
    this.decided = outcome;
    const changed = outcome.desired !== this.desiredScale || outcome.excessBurstCapacity < 0 !== this.excessBurstCapacity < 0;
    this.desiredScale = outcome.desired;
    this.excessBurstCapacity = outcome.excessBurstCapacity;
    if (changed) this.reconcile();
  }

  private reconcile(): void {
    reconcileUntilSettled(this.current, () => this.reconcileOnce());
  }

  private reconcileOnce(): Reconciled {
    const { clock, setup, target, targets, front } = this.options;
    const at = clock.nowMs();
    const { current: status, desiredScale, excessBurstCapacity, readyPods } = this;
    const currentReplicas = targets.find(target)?.specReplicas ?? 0;
    // In Proxy mode the activator answers every request: they are one program here.
    const activatorAnswers = front.mode === 'Proxy';
    const inputs: ReconcileInputs = { status, desiredScale, excessBurstCapacity, readyPods, currentReplicas, activatorAnswers };
    const outcome = reconcile(reconcileRequest(setup, this.kpa, at, inputs));
    this.log({ at, step: 'reconcile', inputs, outcome });
    this.current = outcome.status;
    this.activators = outcome.activators;
    if (front.mode !== outcome.mode) this.switchMode(outcome.mode);
    if (outcome.setReplicas !== undefined) this.scale(currentReplicas, outcome.setReplicas);
    this.requeue?.cancel();
    const againMs = outcome.startProbe ? STAT_INTERVAL_MS : outcome.requeueAfterMs;
    this.requeue = againMs === undefined ? undefined : clock.after(againMs, () => this.guarded(() => this.reconcile()));
    return outcome;
  }

  private switchMode(mode: Reconciled['mode']): void {
    this.options.front.mode = mode;
    const message =
      mode === 'Proxy'
        ? `Requests pass the activator: excess burst capacity ${this.excessBurstCapacity}`
        : `Requests go to the pods directly: excess burst capacity ${this.excessBurstCapacity}`;
    this.options.event('Normal', mode === 'Proxy' ? 'ActivatorInPath' : 'ActivatorLeftPath', message);
  }

  private scale(from: number, to: number): void {
    const { setup, target, targets, event } = this.options;
    targets.scale(target, to);
    const reason = this.reason(scalingMetric(setup.podAutoscaler));
    event('Normal', 'Rescaled', `Scaled ${target.name} from ${from} to ${to}; reason: ${reason}`);
  }

  private reason(metric: string): string {
    const { decided } = this;
    if (decided === undefined) return 'min-scale or initial-scale';
    const window = decided.panicking ? 'panic' : 'stable';
    const value = decided.panicking ? decided.panicValue : decided.stableValue;
    const { targetValue } = this.kpa.spec;
    return `${metric} ${Number(value.toFixed(2))} over the ${window} window, target ${Number(targetValue.toFixed(2))} per pod`;
  }
}
