import type { KedaHpa, PollOutcome, ScaledObject, Scaler } from '../../../scaling/keda';
import { timestamp } from '../../clock';
import { ConditionList } from '../conditions';

const READY = {
  status: 'True',
  reason: 'ScaledObjectReady',
  message: 'ScaledObject is defined correctly and is ready for scaling',
} as const;
const FALLBACK = {
  status: 'True',
  reason: 'FallbackExists',
  message: 'At least one trigger is falling back on this scaled object',
} as const;
const NO_FALLBACK = {
  status: 'False',
  reason: 'NoFallbackFound',
  message: 'No fallbacks are active on this scaled object',
} as const;
const PAUSED = { status: 'True', reason: 'ScaledObjectPaused', message: 'ScaledObject is paused' } as const;
const NOT_PAUSED = {
  status: 'False',
  reason: 'ScaledObjectUnpaused',
  message: 'pause annotation removed for ScaledObject',
} as const;

/** `status` of a ScaledObject. Upstream: KEDA 8b4f083, apis/keda/v1alpha1/scaledobject_types.go. */
export class ScaledObjectStatus {
  private readonly conditions = new ConditionList();
  private lastActiveMs: number | undefined;

  public constructor(
    private readonly scaledObject: ScaledObject,
    private readonly scalers: readonly Scaler[],
    private readonly hpa: KedaHpa | undefined,
    private readonly originalReplicas: number,
    nowMs: number,
  ) {
    this.conditions.set('Ready', READY, nowMs);
    this.conditions.set('Active', { status: 'Unknown', reason: '', message: '' }, nowMs);
    this.conditions.set('Fallback', NO_FALLBACK, nowMs);
    this.conditions.set('Paused', hpa === undefined ? PAUSED : NOT_PAUSED, nowMs);
  }

  public get isFallbackActive(): boolean {
    return this.conditions.statusOf('Fallback') === 'True';
  }

  public afterPoll(nowMs: number, outcome: PollOutcome): void {
    this.conditions.set('Ready', outcome.ready, nowMs);
    if (outcome.active !== undefined) this.conditions.set('Active', outcome.active, nowMs);
    this.conditions.set('Fallback', outcome.fallbackActive ? FALLBACK : NO_FALLBACK, nowMs);
    this.lastActiveMs = outcome.lastActiveMs;
  }

  public targetMissing(nowMs: number, message: string): void {
    this.conditions.set('Ready', { status: 'False', reason: 'ScaledObjectCheckFailed', message }, nowMs);
  }

  public toObject(): object {
    const { spec } = this.scaledObject;
    const { kind = 'Deployment', apiVersion = 'apps/v1' } = spec.scaleTargetRef;
    const external = this.scalers.filter(({ source }) => source.kind !== 'resource').map(({ metricName }) => metricName);
    return {
      scaleTargetKind: `${apiVersion}.${kind}`,
      originalReplicaCount: this.originalReplicas,
      ...(this.lastActiveMs === undefined ? {} : { lastActiveTime: timestamp(this.lastActiveMs) }),
      externalMetricNames: external,
      ...(this.hpa === undefined ? {} : { hpaName: this.hpa.name }),
      triggersTypes: [...new Set(spec.triggers.map(({ type }) => type))].join(','),
      conditions: this.conditions.toObjects(),
    };
  }
}
