import { overrides } from './annotations';
import { type ScalerMetric, compositeMilli } from './composite';
import { pollingIntervalMs } from './defaults';
import { type ScaleOutcome, requestScale } from './executor';
import { type TriggerHealth, type TriggerMetric, type Workload, withFallback } from './fallback';
import { type Formula, compileFormula } from './formula';
import { approximateFromMilli } from './metric-value';
import { modifiersOf } from './modifiers';
import { COMPOSITE_METRIC, type KedaHpa, hpaFor } from './scaled-object-hpa';
import type { Reading, Readings, Scaler } from './scaler';
import { parseTriggers } from './parse-triggers';
import type { TriggerContext } from './metadata';
import type { ScaledObject } from './types';

export interface PollOutcome extends ScaleOutcome {
  readonly isActive: boolean;
  readonly isError: boolean;
  /** Metrics of the triggers that are active, or the composite metric. */
  readonly activeMetrics: readonly string[];
  readonly fallbackActive: boolean;
}

/**
 * KEDA's loop over one ScaledObject, without clock and network: feed it readings every `pollingIntervalMs`, apply `setReplicas`,
 * and answer the HPA's question for an external metric with `externalMetricMilli`.
 * Follows KEDA 8b4f083, pkg/scaling/scale_handler.go (checkScalers, getScaledObjectState, GetScaledObjectMetrics).
 *
 * @example
 * const loop = new ScaledObjectLoop(scaledObject, createdMs);
 * const readings = new Map(loop.scalers.map((scaler) => [scaler.index, read(scaler.source)]));
 * const { setReplicas } = loop.poll(nowMs, readings, { currentReplicas, readyReplicas });
 */
export class ScaledObjectLoop {
  public readonly scalers: readonly Scaler[];
  private readonly formula: Formula | undefined;
  private readonly health: TriggerHealth = new Map();
  private readonly cachedMetrics = new Map<string, TriggerMetric>();
  private lastActiveMs: number | undefined;

  /**
   * @param createdMs when the object was created
   * @throws UserError naming the first trigger that cannot be read; FormulaError for a formula
   */
  public constructor(
    public readonly scaledObject: ScaledObject,
    private readonly createdMs: number,
    context?: TriggerContext,
  ) {
    this.scalers = parseTriggers(`ScaledObject/${scaledObject.name}`, scaledObject.spec.triggers, context);
    const modifiers = modifiersOf(scaledObject.spec);
    if (modifiers === undefined || modifiers.formula === '') return;
    const names = this.externalScalers().flatMap(({ triggerName }) => triggerName ?? []);
    this.formula = compileFormula(modifiers.formula, names);
  }

  public get pollingIntervalMs(): number {
    return pollingIntervalMs(this.scaledObject.spec);
  }

  /** The HPA that belongs to it; undefined while it is paused, when KEDA deletes the HPA. */
  public get hpa(): KedaHpa | undefined {
    return overrides(this.scaledObject.annotations).paused ? undefined : hpaFor(this.scaledObject, this.scalers);
  }

  public poll(nowMs: number, readings: Readings, workload: Workload): PollOutcome {
    const { paused, pausedReplicas } = overrides(this.scaledObject.annotations);
    const { createdMs, lastActiveMs, scaledObject } = this;
    const { currentReplicas } = workload;
    const state = paused ? IDLE : this.state(readings, workload);
    const outcome = requestScale({ scaledObject, currentReplicas, lastActiveMs, createdMs, nowMs, ...state });
    // The status keeps it as a timestamp of whole seconds.
    if (outcome.lastActiveMs !== undefined) this.lastActiveMs = Math.floor(outcome.lastActiveMs / 1000) * 1000;
    // Upstream: controllers/keda/scaledobject_controller.go, scaleTargetToPausedCount.
    const held = paused && pausedReplicas !== currentReplicas ? pausedReplicas : outcome.setReplicas;
    return { ...outcome, ...state, setReplicas: held, lastActiveMs: this.lastActiveMs };
  }

  /**
   * What the HPA gets for one of its external metrics, in thousandths; undefined is an error of the metrics API.
   *
   * @param readings fresh ones; a trigger with useCachedMetrics answers from the last poll
   */
  public externalMetricMilli(name: string, readings: Readings, workload: Workload): number | undefined {
    const asked = this.externalScalers().filter(({ metricName }) => name === COMPOSITE_METRIC || metricName === name);
    const results = asked.map((scaler) => {
      const cached = scaler.useCachedMetrics ? this.cachedMetrics.get(scaler.metricName) : undefined;
      const reading = cached === undefined ? readingOf(readings, scaler) : readingFrom(cached);
      return { scaler, metric: this.metricOf(scaler, reading, workload) };
    });
    const metrics = results.flatMap(({ scaler, metric }) => (metric.kind === 'metric' ? [{ scaler, ...metric }] : []));
    const failed = metrics.length < results.length;
    if (failed && !metrics.some(({ origin }) => origin === 'fallback')) return undefined;
    if (metrics.length === 0) return undefined;
    return this.finalMilli(metrics);
  }

  private externalScalers(): readonly Scaler[] {
    return this.scalers.filter(({ source }) => source.kind !== 'resource');
  }

  private metricOf(scaler: Scaler, reading: Reading, workload: Workload): TriggerMetric {
    return withFallback(this.scaledObject, scaler, reading, this.health, workload);
  }

  private state(readings: Readings, workload: Workload): TriggerState {
    const metrics: ScalerMetric[] = [];
    let activeMetrics: string[] = [];
    let isError = false;
    for (const scaler of this.externalScalers()) {
      const reading = readingOf(readings, scaler);
      const metric = this.metricOf(scaler, reading, workload);
      if (scaler.useCachedMetrics) this.cachedMetrics.set(scaler.metricName, metric);
      if (metric.kind === 'error') {
        isError = true;
        continue;
      }
      metrics.push({ scaler, ...metric });
      const above = 'value' in reading && reading.value > scaler.activation;
      if (above || metric.origin === 'fallback') activeMetrics.push(scaler.metricName);
    }
    const modifiers = modifiersOf(this.scaledObject.spec);
    if (modifiers !== undefined) {
      const milli = isError ? undefined : this.finalMilli(metrics);
      activeMetrics = milli !== undefined && approximateFromMilli(milli) > modifiers.activationTarget ? [COMPOSITE_METRIC] : [];
    }
    // Only CPU and memory: they say nothing at zero replicas, so the target is kept up.
    const onlyResources = this.externalScalers().length === 0;
    return {
      isActive: activeMetrics.length > 0 || (onlyResources && !isError),
      isError,
      activeMetrics,
      fallbackActive: metrics.some(({ origin }) => origin === 'fallback'),
    };
  }

  private finalMilli(metrics: readonly ScalerMetric[]): number | undefined {
    const modifiers = modifiersOf(this.scaledObject.spec);
    if (modifiers === undefined || this.formula === undefined) return metrics[0]?.milli;
    return compositeMilli(this.scaledObject, modifiers, this.formula, metrics, this.health);
  }
}

type TriggerState = Pick<PollOutcome, 'isActive' | 'isError' | 'activeMetrics' | 'fallbackActive'>;

const IDLE: TriggerState = { isActive: false, isError: false, activeMetrics: [], fallbackActive: false };

function readingOf(readings: Readings, scaler: Scaler): Reading {
  return readings.get(scaler.index) ?? { error: `no reading for trigger ${scaler.index}` };
}

function readingFrom(metric: TriggerMetric): Reading {
  return metric.kind === 'error' ? { error: metric.message } : { value: approximateFromMilli(metric.milli) };
}
