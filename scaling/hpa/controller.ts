import { UserError } from '../../contract/user-error';
import { normalizeWithBehavior, readRules, storeScaleEvent, type Rules, type ScaleEvents } from './behavior';
import {
  NOT_SCALED_TO_ZERO,
  SCALED_TO_ZERO,
  SCALING_DISABLED,
  succeededRescale,
  SUCCEEDED_GET_SCALE,
  unableToCompute,
} from './conditions';
import { completeSpec, DEFAULT_CONTROLLER_SETTINGS, type ControllerSettings } from './defaults';
import { evaluate, type Proposal, type Workspace } from './evaluate';
import { History } from './history';
import { readMetric, type Metric } from './metrics';
import type { Normalized, Recommendation } from './normalize';
import { PodGroups, RequestSums } from './pods';
import { normalize } from './stabilize';
import { tolerancesFor } from './tolerance';
import type { Condition, CurrentMetric, HpaEvent, HpaInputs, HpaSpec, SyncResult } from './types';
import { gateEnabled, minorVersion, SCALED_TO_ZERO_CONDITION_FROM } from './versions';

const NO_EVENTS: readonly HpaEvent[] = [];
const NO_METRICS: readonly (CurrentMetric | undefined)[] = [];
const ABOVE_MAX = 'Current number of replicas above Spec.MaxReplicas';
const BELOW_MIN = 'Current number of replicas below Spec.MinReplicas';

/** What the metrics together ask for. */
interface MetricsOutcome {
  /** Undefined when no count, or no safe one, could be computed. A metric may ask for less than none. */
  readonly replicas: number | undefined;
  readonly decidedBy: Metric | undefined;
  readonly currentMetrics: readonly (CurrentMetric | undefined)[];
  readonly failures: readonly HpaEvent[];
  readonly error: string | undefined;
}

/**
 * One HorizontalPodAutoscaler as kube-controller-manager runs it, without cluster, clock or metrics transport:
 * call `sync` every period with what a sync would have read, and apply `replicas`.
 * Holds what upstream holds per HPA: recommendations, scale events and conditions.
 * Follows pkg/controller/podautoscaler/horizontal.go, v1.34 (scaling from zero from v1.36 on: as that version).
 */
export class HpaController {
  private readonly target: string;
  private readonly min: number;
  private readonly max: number;
  private readonly metrics: readonly Metric[];
  private readonly behavior: { readonly up: Rules; readonly down: Rules } | undefined;
  private readonly windowMs: number;
  private readonly workspace: Workspace;
  private readonly remembersScalingToZero: boolean;
  private readonly marksScalingToZero: boolean;

  private recommendations = new History();
  private events: ScaleEvents = { up: new History(), down: new History() };
  private desiredReplicas = 0;
  private ableToScale: Condition | undefined;
  private scalingActive: Condition | undefined;
  private scalingLimited: Condition | undefined;
  private scaledToZero: Condition | undefined;

  /**
   * @param spec as the user wrote it; it is not validated here (see validateHpa)
   * @param settings flags of the controller that differ from upstream's defaults
   */
  public constructor(spec: HpaSpec, settings: Partial<ControllerSettings> = {}) {
    const all = { ...DEFAULT_CONTROLLER_SETTINGS, ...settings };
    const minor = minorOf(all.kubernetesVersion);
    const complete = completeSpec(spec, all);
    this.target = `${spec.scaleTargetRef?.kind ?? ''}/${spec.scaleTargetRef?.name ?? ''}`;
    this.min = complete.minReplicas;
    this.max = complete.maxReplicas;
    this.metrics = complete.metrics.map(readMetric);
    this.behavior = complete.behavior && {
      up: readRules(complete.behavior.scaleUp),
      down: readRules(complete.behavior.scaleDown),
    };
    this.windowMs = all.downscaleStabilizationSeconds * 1000;
    this.workspace = {
      groups: new PodGroups(),
      requests: new RequestSums(),
      tolerances: tolerancesFor(complete, all, minor),
      periods: {
        cpuInitializationMs: all.cpuInitializationPeriodSeconds * 1000,
        initialReadinessMs: all.initialReadinessDelaySeconds * 1000,
      },
      minor,
    };
    this.remembersScalingToZero = minor >= SCALED_TO_ZERO_CONDITION_FROM;
    this.marksScalingToZero = this.remembersScalingToZero && gateEnabled('HPAScaleToZero', minor, all.featureGates);
  }

  /**
   * One reconciliation. Follows pkg/controller/podautoscaler/horizontal.go, reconcileAutoscaler, v1.34.
   *
   * @param nowMs on the same clock as the times in `inputs`, never going back
   */
  public sync(nowMs: number, inputs: HpaInputs): SyncResult {
    const current = inputs.specReplicas;
    this.ableToScale = SUCCEEDED_GET_SCALE;
    if (this.recommendations.size === 0) this.recommendations.record(nowMs, current, -1);
    if (current === 0 && !this.mayScaleFromZero()) {
      this.scalingActive = SCALING_DISABLED;
      return this.settle(current, NO_METRICS, NO_EVENTS, undefined);
    }
    if (current > this.max) return this.rescale(nowMs, current, this.max, ABOVE_MAX, NO_METRICS, NO_EVENTS, undefined);
    if (current < this.min && current !== 0) {
      return this.rescale(nowMs, current, this.min, BELOW_MIN, NO_METRICS, NO_EVENTS, undefined);
    }
    return this.syncByMetrics(nowMs, inputs);
  }

  /** What each metric asks for by itself, in the order of spec.metrics. Changes nothing. */
  public proposals(nowMs: number, inputs: HpaInputs): readonly Proposal[] {
    return this.metrics.map((metric) => evaluate(metric, inputs, nowMs, this.workspace));
  }

  /** Another HPA with what this one remembers: to ask what it would have done with other settings. */
  public copyWith(spec: HpaSpec, settings: Partial<ControllerSettings>): HpaController {
    const copy = new HpaController(spec, settings);
    copy.recommendations = this.recommendations.copy();
    copy.events = { up: this.events.up.copy(), down: this.events.down.copy() };
    copy.desiredReplicas = this.desiredReplicas;
    copy.ableToScale = this.ableToScale;
    copy.scalingActive = this.scalingActive;
    copy.scalingLimited = this.scalingLimited;
    copy.scaledToZero = this.scaledToZero;
    return copy;
  }

  private syncByMetrics(nowMs: number, inputs: HpaInputs): SyncResult {
    const current = inputs.specReplicas;
    const outcome = this.computeReplicas(nowMs, inputs);
    const { currentMetrics, failures, error } = outcome;
    if (outcome.replicas === undefined) return this.giveUp(current, outcome);
    const desired = Math.max(0, outcome.replicas);
    let replicas = this.normalized(nowMs, { current, desired, min: this.min, max: this.max });
    if (current === 0 && replicas < this.min) replicas = this.min;
    if (replicas === current) return this.settle(current, currentMetrics, failures, error);
    const reason = rescaleReason(current, desired, outcome.decidedBy);
    return this.rescale(nowMs, current, replicas, reason, currentMetrics, failures, error);
  }

  /**
   * The greatest count over the metrics. While a metric cannot be read the others may scale up, but not down.
   * Follows pkg/controller/podautoscaler/horizontal.go, computeReplicasForMetrics, v1.34.
   */
  private computeReplicas(nowMs: number, inputs: HpaInputs): MetricsOutcome {
    const { metrics, workspace } = this;
    const currentMetrics: (CurrentMetric | undefined)[] = [];
    let failures: HpaEvent[] | undefined;
    let firstInvalid: { readonly condition: Condition; readonly error: string } | undefined;
    let replicas = 0;
    let decidedBy: Metric | undefined;
    for (const metric of metrics) {
      const proposal = evaluate(metric, inputs, nowMs, workspace);
      currentMetrics.push(proposal.current);
      if (proposal.error !== undefined) {
        const error = metric.conditionPrefix + proposal.error;
        (failures ??= []).push({ type: 'Warning', reason: metric.failureReason, message: error });
        firstInvalid ??= { condition: unableToCompute(metric.failureReason, error), error: metric.errorPrefix + error };
      } else if (replicas === 0 || proposal.replicas > replicas) {
        replicas = proposal.replicas;
        decidedBy = metric;
      }
    }
    const invalid = failures?.length ?? 0;
    const error =
      firstInvalid && `invalid metrics (${invalid} invalid out of ${metrics.length}), first error is: ${firstInvalid.error}`;
    const unsafe = invalid >= metrics.length || (invalid > 0 && replicas < inputs.specReplicas);
    this.scalingActive = unsafe ? firstInvalid?.condition : decidedBy?.found;
    return { replicas: unsafe ? undefined : replicas, decidedBy, currentMetrics, failures: failures ?? NO_EVENTS, error };
  }

  private normalized(nowMs: number, args: Recommendation): number {
    const { behavior, recommendations } = this;
    const result: Normalized =
      behavior === undefined
        ? normalize(args, recommendations, nowMs, this.windowMs)
        : normalizeWithBehavior(args, recommendations, behavior.up, behavior.down, this.events, nowMs);
    this.ableToScale = result.ableToScale;
    this.scalingLimited = result.scalingLimited;
    return result.replicas;
  }

  /**
   * Whether to scale from zero replicas, or to leave them because somebody else scaled to zero.
   * Follows pkg/controller/podautoscaler/horizontal.go, reconcileAutoscaler, v1.34, from v1.36 on shouldComputeMetricsForZeroReplicas.
   */
  private mayScaleFromZero(): boolean {
    if (!this.remembersScalingToZero) return this.min === 0;
    return this.scaledToZero === SCALED_TO_ZERO && (this.min !== 0 || this.metrics.some(countsWithoutPods));
  }

  private rescale(
    nowMs: number,
    current: number,
    replicas: number,
    reason: string,
    currentMetrics: readonly (CurrentMetric | undefined)[],
    failures: readonly HpaEvent[],
    error: string | undefined,
  ): SyncResult {
    this.ableToScale = succeededRescale(replicas);
    if (this.behavior !== undefined) {
      if (replicas > current) storeScaleEvent(this.events.up, replicas - current, this.behavior.up, nowMs);
      else storeScaleEvent(this.events.down, current - replicas, this.behavior.down, nowMs);
    }
    if (this.marksScalingToZero) {
      const toZero = current > 0 && replicas === 0 && this.min === 0 && this.metrics.some(countsWithoutPods);
      this.scaledToZero = toZero ? SCALED_TO_ZERO : NOT_SCALED_TO_ZERO;
    }
    const message = `New size: ${replicas}; reason: ${reason}`;
    return this.settle(replicas, currentMetrics, [...failures, { type: 'Normal', reason: 'SuccessfulRescale', message }], error);
  }

  /** No count could be computed: scale and status.desiredReplicas stay as they are. */
  private giveUp(current: number, { currentMetrics, failures, error = '' }: MetricsOutcome): SyncResult {
    const event: HpaEvent = { type: 'Warning', reason: 'FailedComputeMetricsReplicas', message: error };
    return {
      replicas: current,
      desiredReplicas: this.desiredReplicas,
      conditions: this.conditions(),
      currentMetrics,
      events: [...failures, event],
      error: `failed to compute desired number of replicas based on listed metrics for ${this.target}: ${error}`,
    };
  }

  private settle(
    replicas: number,
    currentMetrics: readonly (CurrentMetric | undefined)[],
    events: readonly HpaEvent[],
    error: string | undefined,
  ): SyncResult {
    this.desiredReplicas = replicas;
    return { replicas, desiredReplicas: replicas, conditions: this.conditions(), currentMetrics, events, error };
  }

  private conditions(): SyncResult['conditions'] {
    return {
      AbleToScale: this.ableToScale,
      ScalingActive: this.scalingActive,
      ScalingLimited: this.scalingLimited,
      ScaledToZero: this.scaledToZero,
    };
  }
}

function minorOf(version: string): number {
  const minor = minorVersion(version);
  if (minor !== undefined) return minor;
  throw new UserError({
    where: 'kubernetesVersion',
    problem: `"${version}" is not a version of Kubernetes.`,
    fix: 'Write it as in 1.34 or 1.34.4.',
    code: 'setting-wrong',
  });
}

/** Object and External metrics exist without pods, so they alone can lead up from zero. */
function countsWithoutPods(metric: Metric): boolean {
  return metric.kind.startsWith('Object') || metric.kind.startsWith('External');
}

function rescaleReason(current: number, desired: number, decidedBy: Metric | undefined): string {
  if (desired > current) return `${decidedBy?.description ?? ''} above target`;
  if (desired < current) return 'All metrics below target';
  return current === 0 ? BELOW_MIN : '';
}
