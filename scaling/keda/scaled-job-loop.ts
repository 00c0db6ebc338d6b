import { isJobPaused } from './annotations';
import { jobMaxReplicas, jobMinReplicas, pollingIntervalMs } from './defaults';
import type { TriggerContext } from './metadata';
import { approximateFromMilli, metricMilli } from './metric-value';
import { parseTriggers } from './parse-triggers';
import { type Readings, type Scaler, targetValue } from './scaler';
import { type JobCounts, type JobDemand, jobScale } from './scaling-strategies';
import type { ScaledJob, ScaledJobSpec } from './types';

/** One trigger's queue and the jobs that it needs. */
export interface QueueMetrics {
  readonly queueLength: number;
  readonly maxValue: number;
  readonly isActive: boolean;
}

export interface JobState extends JobDemand {
  readonly isActive: boolean;
}

export interface JobPollOutcome extends JobState {
  readonly isError: boolean;
  readonly create: number;
  readonly paused: boolean;
}

/**
 * KEDA's loop over one ScaledJob, without clock and network: every `pollingIntervalMs` it says how many jobs to create.
 * Follows KEDA 8b4f083, pkg/scaling/scale_handler.go (getScaledJobMetrics, getScaledJobState) and
 * pkg/scaling/executor/scale_jobs.go (RequestJobScale, createJobs).
 */
export class ScaledJobLoop {
  public readonly scalers: readonly Scaler[];

  /** @throws UserError naming the first trigger that cannot be read */
  public constructor(
    public readonly scaledJob: ScaledJob,
    context?: TriggerContext,
  ) {
    this.scalers = parseTriggers(`ScaledJob/${scaledJob.name}`, scaledJob.spec.triggers, context);
  }

  public get pollingIntervalMs(): number {
    return pollingIntervalMs(this.scaledJob.spec);
  }

  public poll(readings: Readings, counts: JobCounts): JobPollOutcome {
    const { spec, annotations } = this.scaledJob;
    const paused = isJobPaused(annotations);
    const queues: QueueMetrics[] = [];
    let isError = false;
    for (const scaler of this.scalers.filter(({ source }) => source.kind !== 'resource')) {
      const reading = readings.get(scaler.index);
      if (reading === undefined || 'error' in reading) isError = true;
      else queues.push(queueMetrics(spec, scaler, reading.value));
    }
    const state = jobState(queues, spec);
    const { scaleTo, effectiveMaxScale } = jobScale(spec, state, counts);
    const create = state.isActive && !paused ? Math.min(scaleTo, effectiveMaxScale) : 0;
    return { ...state, isError, create, paused };
  }
}

/** Upstream: pkg/scaling/scaledjob/metrics.go, CalculateQueueLengthAndMaxValue. */
export function queueMetrics(spec: ScaledJobSpec, scaler: Scaler, value: number): QueueMetrics {
  const queueLength = approximateFromMilli(metricMilli(value));
  const target = scaler.metricType === 'AverageValue' ? targetValue(scaler) : 0;
  const maxValue = target === 0 ? 0 : Math.min(queueLength / target, jobMaxReplicas(spec));
  return { queueLength, maxValue, isActive: value > scaler.activation };
}

/** Several triggers as one. Upstream: pkg/scaling/scaledjob/metrics.go, IsScaledJobActive. */
export function jobState(queues: readonly QueueMetrics[], spec: ScaledJobSpec): JobState {
  const active = queues.filter(({ isActive }) => isActive);
  const combined = combine(active, spec.scalingStrategy?.multipleScalersCalculation);
  return {
    isActive: combined.isActive || jobMinReplicas(spec) > 0,
    queueLength: Math.ceil(combined.queueLength),
    maxScale: Math.ceil(Math.min(combined.maxValue, jobMaxReplicas(spec))),
  };
}

function combine(active: readonly QueueMetrics[], calculation: string | undefined): QueueMetrics {
  const none: QueueMetrics = { queueLength: 0, maxValue: 0, isActive: false };
  const sum = active.reduce(
    (total, { queueLength, maxValue }) => ({
      queueLength: total.queueLength + queueLength,
      maxValue: total.maxValue + maxValue,
      isActive: true,
    }),
    none,
  );
  switch (calculation) {
    case 'sum':
      return sum;
    case 'avg':
      if (active.length === 0) return none;
      return { ...sum, queueLength: sum.queueLength / active.length, maxValue: sum.maxValue / active.length };
    case 'min':
      // An empty queue is taken for "none yet" upstream, so that the next one replaces it.
      return active.reduce((least, one) => (least.queueLength === 0 || one.queueLength < least.queueLength ? one : least), none);
    default:
      return active.reduce((most, one) => (one.queueLength > most.queueLength ? one : most), none);
  }
}
