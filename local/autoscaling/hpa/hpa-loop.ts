import { HpaController, type ControllerSettings, type HpaSpec } from '../../../scaling/hpa';
import type { Clock } from '../../clock';
import type { EventType } from '../../events';
import type { PodMetrics } from '../../usage/sampler';
import type { WorkloadReference } from '../../workloads/controller';
import type { DecisionLog } from '../decisions/log';
import type { ScaleTargets } from '../target';
import { Ticker } from '../ticker';
import { hpaInputs, type ExternalMetrics } from './inputs';
import { HpaStatus } from './status';

export interface HpaLoopOptions {
  readonly namespace: string;
  readonly spec: HpaSpec;
  readonly settings: Partial<ControllerSettings>;
  readonly syncPeriodMs: number;
  readonly clock: Clock;
  readonly targets: ScaleTargets;
  readonly decisions: DecisionLog;
  readonly metricsOf: (podUid: string) => PodMetrics | undefined;
  /** The external metrics API; without an adapter no metric can be read. */
  readonly externalMetrics?: (names: readonly string[]) => Promise<ExternalMetrics>;
  readonly event: (type: EventType, reason: string, message: string) => void;
  /** A fault of the engine. */
  readonly onFault: (error: unknown) => void;
}

/** Runs one HorizontalPodAutoscaler: a sync when it is made and then one per period. */
export class HpaLoop {
  private readonly controller: HpaController;
  private readonly current: HpaStatus;
  private readonly ticker: Ticker;
  private readonly reference: WorkloadReference;
  private readonly externalNames: readonly string[];
  private state: 'running' | 'stopped' = 'running';

  public constructor(private readonly options: HpaLoopOptions) {
    const { spec, settings, clock, syncPeriodMs, namespace } = options;
    this.controller = new HpaController(spec, settings);
    this.current = new HpaStatus(spec, settings);
    const { kind = '', name = '' } = spec.scaleTargetRef ?? {};
    this.reference = { kind: kind as WorkloadReference['kind'], namespace, name };
    this.externalNames = (spec.metrics ?? []).flatMap(({ external }) => external?.metric.name ?? []);
    this.ticker = new Ticker(clock, syncPeriodMs, () => void this.sync().catch(options.onFault));
  }

  public start(): void {
    this.ticker.start();
  }

  public stop(): void {
    this.state = 'stopped';
    this.ticker.stop();
  }

  /** As the API shows it. */
  public status(): object {
    return this.current.toObject();
  }

  /** As the controller, which reads no metric of a target that was scaled to zero. */
  private async readExternal(): Promise<ExternalMetrics> {
    const { targets, externalMetrics } = this.options;
    if (externalMetrics === undefined || targets.find(this.reference)?.specReplicas === 0) return {};
    return externalMetrics(this.externalNames);
  }

  private async sync(): Promise<void> {
    const { targets, clock, event, metricsOf, decisions } = this.options;
    const external = await this.readExternal();
    if (this.state === 'stopped') return;
    const nowMs = clock.nowMs();
    const target = targets.find(this.reference);
    if (target === undefined) {
      const problem = `${this.reference.kind.toLowerCase()}s "${this.reference.name}" not found`;
      event('Warning', 'FailedGetScale', problem);
      this.current.scaleNotFound(nowMs, problem);
      return;
    }
    const inputs = hpaInputs(target, metricsOf, external);
    const outcome = this.controller.sync(nowMs, inputs);
    decisions.write({ at: nowMs, inputs, outcome });
    this.current.afterSync(nowMs, inputs.specReplicas, outcome);
    if (outcome.replicas !== inputs.specReplicas) targets.scale(this.reference, outcome.replicas);
    for (const { type, reason, message } of outcome.events) event(type, reason, message);
  }
}
