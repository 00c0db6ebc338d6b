import type { KubernetesObject } from '../../../contract';
import {
  ScaledObjectLoop,
  type PollOutcome,
  type Reading,
  type ScaledObject,
  type Scaler,
  type TriggerContext,
} from '../../../scaling/keda';
import type { EventType } from '../../events';
import type { ScaledObjectManifest } from '../../kubernetes/autoscalers';
import { namespaceOf } from '../../kubernetes/objects';
import type { NamedService } from '../../rewrite/names';
import type { WorkloadReference } from '../../workloads/running';
import type { Controller, ControllerContext, Named } from '../controller';
import type { KedaStep } from '../decisions/keda-steps';
import type { DecisionLog } from '../decisions/log';
import { HpaLoop } from '../hpa/hpa-loop';
import type { ExternalMetrics } from '../hpa/inputs';
import type { Lookup } from '../../lookup';
import type { ScaleTarget } from '../target';
import { Ticker } from '../ticker';
import { environmentFor, readersOf, scaledObjectOf, targetOf, triggerContext, withoutSecrets } from './scaled-object';
import { ScaledObjectStatus } from './status';

export interface KedaControllerOptions {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly scaledObject: ScaledObject;
  readonly triggerContext: TriggerContext;
  readonly readerOf: (scalers: readonly Scaler[]) => Reader;
}

/** Asks the sources of all triggers, in their order. */
export interface Reader {
  read(): Promise<readonly Reading[]>;
  close(): void;
}

/** Runs one ScaledObject: its scale loop between zero and one, and the HPA that it keeps for the rest. */
export class KedaController implements Controller {
  public readonly hpa: HpaLoop | undefined;
  private readonly loop: ScaledObjectLoop;
  private readonly reader: Reader;
  private readonly ticker: Ticker;
  private readonly decisions: DecisionLog;
  private readonly current: ScaledObjectStatus;
  private readonly target: WorkloadReference;
  private state: 'running' | 'stopped' = 'running';
  private polling: 'idle' | 'busy' = 'idle';

  public constructor(
    private readonly options: KedaControllerOptions,
    private readonly context: ControllerContext,
  ) {
    const { namespace, scaledObject, triggerContext } = options;
    const { clock } = context;
    const createdMs = clock.nowMs();
    this.target = targetOf(scaledObject, namespace);
    this.loop = new ScaledObjectLoop(scaledObject, createdMs, triggerContext);
    this.reader = options.readerOf(this.loop.scalers);
    const setup = { scaledObject: withoutSecrets(scaledObject), createdMs, context: triggerContext };
    this.decisions = context.decisions.open({ controller: 'keda', namespace, name: scaledObject.name, setup });
    const replicas = context.targets.find(this.target)?.specReplicas ?? 0;
    const { hpa } = this.loop;
    this.current = new ScaledObjectStatus(scaledObject, this.loop.scalers, hpa, replicas, createdMs);
    this.event('Normal', 'KEDAScalersStarted', 'Started scalers watch');
    this.event('Normal', 'ScaledObjectReady', 'ScaledObject is ready for scaling');
    const run = (): void => void this.poll().catch(context.onFault);
    this.ticker = new Ticker(clock, this.loop.pollingIntervalMs, run).start();
    this.hpa = hpa && new HpaLoop({ namespace, ...hpa }, context, (names) => this.externalMetrics(names)).start();
  }

  /** The loop of a ScaledObject as it was applied. */
  public static of(
    manifest: ScaledObjectManifest,
    context: ControllerContext,
    lookup: Lookup,
    services: () => readonly NamedService[],
  ): KedaController {
    const namespace = namespaceOf(manifest);
    const scaledObject = scaledObjectOf(manifest);
    const { triggers } = scaledObject.spec;
    const environment = environmentFor(scaledObject, namespace, lookup);
    const readerOf = readersOf({ triggers, environment, namespace, lookup, clock: context.clock, services });
    const { labels } = manifest.metadata;
    return new KedaController(
      { namespace, labels, scaledObject, triggerContext: triggerContext(triggers, environment), readerOf },
      context,
    );
  }

  public status(): object {
    return this.current.toObject();
  }

  public hpaStatus({ namespace, name }: Named): object | undefined {
    return namespace === this.options.namespace && name === this.loop.hpa?.name ? this.hpa?.status() : undefined;
  }

  /** The HPA as KEDA writes it; undefined while it is paused. */
  public hpaObject(): KubernetesObject | undefined {
    const { namespace, scaledObject, labels } = this.options;
    const { hpa } = this.loop;
    if (hpa === undefined) return undefined;
    const own = {
      'app.kubernetes.io/managed-by': 'keda-operator',
      'app.kubernetes.io/part-of': scaledObject.name,
      'scaledobject.keda.sh/name': scaledObject.name,
    };
    return {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: hpa.name, namespace, labels: { ...own, ...labels } },
      spec: hpa.spec,
    };
  }

  public stop(): void {
    this.state = 'stopped';
    this.ticker.stop();
    this.hpa?.stop();
    this.reader.close();
  }

  private event(type: EventType, reason: string, message: string): void {
    const { namespace, scaledObject } = this.options;
    this.context.event({ kind: 'ScaledObject', namespace, name: scaledObject.name }, 'keda-operator', type, reason, message);
  }

  /** Readings and the target at one moment; undefined when it has stopped meanwhile or there is no target. */
  private async look(): Promise<
    { readonly at: number; readonly readings: readonly Reading[]; readonly target: ScaleTarget } | undefined
  > {
    const { clock, targets } = this.context;
    const readings = await this.reader.read();
    if (this.state === 'stopped') return undefined;
    const target = targets.find(this.target);
    if (target !== undefined) return { at: clock.nowMs(), readings, target };
    this.event('Warning', 'ScaledObjectCheckFailed', "Target resource doesn't exist");
    this.current.targetMissing(clock.nowMs(), "ScaledObject doesn't have correct scaleTargetRef specification");
    return undefined;
  }

  private async poll(): Promise<void> {
    // A source that answers slower than it is asked is not asked twice at a time.
    if (this.polling === 'busy') return;
    this.polling = 'busy';
    const seen = await this.look();
    this.polling = 'idle';
    if (seen === undefined) return;
    const { at, readings, target } = seen;
    const workload = workloadOf(target);
    const outcome = this.loop.poll(at, new Map(readings.entries()), workload);
    this.log({ at, step: 'poll', readings, workload, outcome });
    this.tell(outcome, readings, workload.currentReplicas);
    this.current.afterPoll(at, outcome);
    if (outcome.setReplicas !== undefined && outcome.setReplicas !== workload.currentReplicas)
      this.context.targets.scale(this.target, outcome.setReplicas);
  }

  private async externalMetrics(names: readonly string[]): Promise<ExternalMetrics> {
    const seen = await this.look();
    if (seen === undefined) return {};
    const { at, readings, target } = seen;
    const workload = workloadOf(target);
    const metrics = names.flatMap((name) => {
      const milli = this.loop.externalMetricMilli(name, new Map(readings.entries()), workload);
      this.log({ at, step: 'metric', name, readings, workload, ...(milli === undefined ? {} : { milli }) });
      return milli === undefined ? [] : [[name, [milli]] as const];
    });
    return Object.fromEntries(metrics);
  }

  private log(step: KedaStep): void {
    this.decisions.write(step);
  }

  private tell(outcome: PollOutcome, readings: readonly Reading[], currentReplicas: number): void {
    const { scalers } = this.loop;
    for (const { index, source } of scalers) {
      const reading = readings[index];
      if (source.kind !== 'resource' && reading !== undefined && 'error' in reading)
        this.event('Warning', 'KEDAScalerFailed', reading.error);
    }
    if (outcome.fallbackActive && !this.current.isFallbackActive)
      this.event('Normal', 'ScaledObjectFallbackActivated', 'ScaledObject fallback is active');
    if (!outcome.fallbackActive && this.current.isFallbackActive)
      this.event('Normal', 'ScaledObjectFallbackDeactivated', 'ScaledObject fallback is no longer active');
    const { setReplicas, active } = outcome;
    if (setReplicas === undefined || outcome.paused) return;
    const { apiVersion = 'apps/v1' } = this.options.scaledObject.spec.scaleTargetRef;
    const scaled = `${apiVersion}.${this.target.kind} ${this.target.namespace}/${this.target.name} from ${currentReplicas} to ${setReplicas}`;
    if (active?.status === 'True') {
      const by = outcome.isActive ? `triggered by ${outcome.activeMetrics.join(';')}` : 'caused by forced activation annotation';
      this.event('Normal', 'KEDAScaleTargetActivated', `Scaled ${scaled}, ${by}`);
    } else if (setReplicas < currentReplicas) this.event('Normal', 'KEDAScaleTargetDeactivated', `Deactivated ${scaled}`);
  }
}

function workloadOf({ specReplicas, readyReplicas }: ScaleTarget): {
  readonly currentReplicas: number;
  readonly readyReplicas: number;
} {
  return { currentReplicas: specReplicas, readyReplicas };
}
