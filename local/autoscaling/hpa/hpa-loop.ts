import { HpaController } from '../../../scaling/hpa';
import type { EventType } from '../../events';
import type { WorkloadReference } from '../../workloads/running';
import type { Controller, ControllerContext, NamedHpa } from '../controller';
import type { DecisionLog } from '../decisions/log';
import { Ticker } from '../ticker';
import { hpaInputs, type ExternalMetrics } from './inputs';
import { HpaStatus } from './status';

/** Reads the external metrics API. */
type ReadExternal = (names: readonly string[]) => Promise<ExternalMetrics>;

/** Runs one HorizontalPodAutoscaler: a sync when it is made and then one per period. */
export class HpaLoop implements Controller {
  private readonly controller: HpaController;
  private readonly current: HpaStatus;
  private readonly ticker: Ticker;
  private readonly decisions: DecisionLog;
  private readonly reference: WorkloadReference;
  private readonly externalNames: readonly string[];
  private state: 'running' | 'stopped' = 'running';

  /** @param externalMetrics without an adapter, external metrics cannot be read */
  public constructor(
    private readonly hpa: NamedHpa,
    private readonly context: ControllerContext,
    private readonly externalMetrics?: ReadExternal,
  ) {
    const { namespace, name: own, spec } = hpa;
    const { clock, onFault } = context;
    const { controllerManager: settings, horizontalPodAutoscalerSyncPeriodSeconds } = context.settings;
    this.controller = new HpaController(spec, settings);
    this.current = new HpaStatus(spec, settings);
    this.decisions = context.decisions.open({ controller: 'hpa', namespace, name: own, setup: { spec, settings } });
    const { kind = '', name = '' } = spec.scaleTargetRef ?? {};
    this.reference = { kind: kind as WorkloadReference['kind'], namespace, name };
    this.externalNames = (spec.metrics ?? []).flatMap(({ external }) => external?.metric.name ?? []);
    const periodMs = horizontalPodAutoscalerSyncPeriodSeconds * 1000;
    this.ticker = new Ticker(clock, periodMs, () => void this.sync().catch(onFault));
  }

  public start(): this {
    this.ticker.start();
    return this;
  }

  public stop(): void {
    this.state = 'stopped';
    this.ticker.stop();
  }

  /** As the API shows it. */
  public status(): object {
    return this.current.toObject();
  }

  /** Like the controller, it reads no metrics of a target that was scaled to zero. */
  private async readExternal(): Promise<ExternalMetrics> {
    if (this.externalMetrics === undefined || this.context.targets.find(this.reference)?.specReplicas === 0) return {};
    return this.externalMetrics(this.externalNames);
  }

  private async sync(): Promise<void> {
    const { targets, clock, metricsOf } = this.context;
    const external = await this.readExternal();
    if (this.state === 'stopped') return;
    const nowMs = clock.nowMs();
    const target = targets.find(this.reference);
    if (target === undefined) {
      const problem = `${this.reference.kind.toLowerCase()}s "${this.reference.name}" not found`;
      this.event('Warning', 'FailedGetScale', problem);
      this.current.scaleNotFound(nowMs, problem);
      return;
    }
    const inputs = hpaInputs(target, metricsOf, external);
    const outcome = this.controller.sync(nowMs, inputs);
    this.decisions.write({ at: nowMs, inputs, outcome });
    this.current.afterSync(nowMs, inputs.specReplicas, outcome);
    if (outcome.replicas !== inputs.specReplicas) targets.scale(this.reference, outcome.replicas);
    for (const { type, reason, message } of outcome.events) this.event(type, reason, message);
  }

  private event(type: EventType, reason: string, message: string): void {
    const { namespace, name } = this.hpa;
    const subject = { kind: 'HorizontalPodAutoscaler', namespace, name };
    this.context.event(subject, 'horizontal-pod-autoscaler', type, reason, message);
  }
}
