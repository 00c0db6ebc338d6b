import { completeSpec, DEFAULT_CONTROLLER_SETTINGS } from '../../../scaling/hpa';
import type { Condition, ControllerSettings, CurrentMetric, HpaSpec, MetricSpec, SyncResult } from '../../../scaling/hpa';
import { timestamp } from '../../clock';
import { ConditionList } from '../conditions';
import { quantityText } from '../../../contract/quantity';

/** `status` of a HorizontalPodAutoscaler. Follows pkg/controller/podautoscaler/horizontal.go, setStatus, v1.34. */
export class HpaStatus {
  private readonly metrics: readonly MetricSpec[];
  private readonly conditions = new ConditionList();
  private replicas: { readonly current: number; readonly desired: number } | undefined;
  private currentMetrics: readonly (CurrentMetric | undefined)[] = [];
  private lastScaleMs: number | undefined;

  public constructor(spec: HpaSpec, settings: Partial<ControllerSettings>) {
    this.metrics = completeSpec(spec, { ...DEFAULT_CONTROLLER_SETTINGS, ...settings }).metrics;
  }

  /** @param specReplicas scale.spec.replicas as the sync found it */
  public afterSync(nowMs: number, specReplicas: number, outcome: SyncResult): void {
    for (const [type, condition] of Object.entries(outcome.conditions) as [string, Condition | undefined][])
      if (condition !== undefined) this.conditions.set(type, condition, nowMs);
    this.replicas = { current: specReplicas, desired: outcome.desiredReplicas };
    this.currentMetrics = outcome.currentMetrics;
    if (outcome.replicas !== specReplicas) this.lastScaleMs = nowMs;
  }

  public scaleNotFound(nowMs: number, problem: string): void {
    const message = `the HPA controller was unable to get the target's current scale: ${problem}`;
    this.conditions.set('AbleToScale', { status: 'False', reason: 'FailedGetScale', message }, nowMs);
  }

  public toObject(): object {
    const { replicas, lastScaleMs } = this;
    return {
      ...(replicas === undefined ? {} : { currentReplicas: replicas.current }),
      desiredReplicas: replicas?.desired ?? 0,
      ...(lastScaleMs === undefined ? {} : { lastScaleTime: timestamp(lastScaleMs) }),
      ...(this.currentMetrics.length === 0 ? {} : { currentMetrics: this.currentMetrics.map((one, at) => this.metric(one, at)) }),
      conditions: this.conditions.toObjects(),
    };
  }

  private metric(current: CurrentMetric | undefined, index: number): object {
    const spec = this.metrics[index];
    // As upstream: a metric that could not be read keeps an empty entry.
    if (current === undefined || spec === undefined) return { type: '' };
    const value = {
      ...(current.averageUtilization === undefined ? {} : { averageUtilization: current.averageUtilization }),
      ...(current.averageValueMilli === undefined ? {} : { averageValue: quantityText(current.averageValueMilli) }),
      ...(current.valueMilli === undefined ? {} : { value: quantityText(current.valueMilli) }),
    };
    return { type: spec.type, ...statusOfKind(spec, value) };
  }
}

function statusOfKind(spec: MetricSpec, current: object): object {
  if (spec.resource !== undefined) return { resource: { name: spec.resource.name, current } };
  if (spec.containerResource !== undefined) {
    const { name, container } = spec.containerResource;
    return { containerResource: { name, container, current } };
  }
  if (spec.pods !== undefined) return { pods: { metric: spec.pods.metric, current } };
  if (spec.object !== undefined) {
    const { describedObject, metric } = spec.object;
    return { object: { describedObject, metric, current } };
  }
  return { external: { metric: spec.external?.metric, current } };
}
