/** KEDA's objects as users write them: keda.sh/v1alpha1. KEDA 8b4f083 (2026-08-20), apis/keda/v1alpha1. */
import type { HpaBehavior } from '../hpa';

export interface Trigger {
  readonly type: string;
  /** How a formula refers to it. */
  readonly name?: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  /** `AverageValue` unless written. */
  readonly metricType?: string | undefined;
  /** The HPA gets the value of the last poll instead of a fresh one. */
  readonly useCachedMetrics?: boolean | undefined;
  readonly authenticationRef?: { readonly name: string; readonly kind?: string | undefined } | undefined;
}

export type FallbackBehavior =
  'static' | 'currentReplicas' | 'currentReplicasIfHigher' | 'currentReplicasIfLower' | 'scalingModifiers';

/** What to report when a trigger has failed more often than the threshold. */
export interface Fallback {
  readonly failureThreshold: number;
  readonly replicas: number;
  readonly behavior?: FallbackBehavior | undefined;
}

/** One metric computed from all triggers. Numbers are written as text upstream. */
export interface ScalingModifiers {
  readonly formula?: string | undefined;
  readonly target?: string | undefined;
  readonly activationTarget?: string | undefined;
  readonly metricType?: string | undefined;
}

export interface ScaledObjectSpec {
  readonly scaleTargetRef: {
    readonly name: string;
    readonly apiVersion?: string | undefined;
    readonly kind?: string | undefined;
    readonly envSourceContainerName?: string | undefined;
  };
  /** Seconds. */
  readonly pollingInterval?: number | undefined;
  /** Seconds. */
  readonly initialCooldownPeriod?: number | undefined;
  /** Seconds. */
  readonly cooldownPeriod?: number | undefined;
  readonly idleReplicaCount?: number | undefined;
  readonly minReplicaCount?: number | undefined;
  readonly maxReplicaCount?: number | undefined;
  readonly triggers: readonly Trigger[];
  readonly fallback?: Fallback | undefined;
  readonly advanced?:
    | {
        readonly restoreToOriginalReplicaCount?: boolean | undefined;
        readonly horizontalPodAutoscalerConfig?:
          { readonly name?: string | undefined; readonly behavior?: HpaBehavior | undefined } | undefined;
        readonly scalingModifiers?: ScalingModifiers | undefined;
      }
    | undefined;
}

export interface ScaledObject {
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: ScaledObjectSpec;
}

export interface ScaledJobSpec {
  /** Seconds. */
  readonly pollingInterval?: number | undefined;
  readonly minReplicaCount?: number | undefined;
  readonly maxReplicaCount?: number | undefined;
  readonly successfulJobsHistoryLimit?: number | undefined;
  readonly failedJobsHistoryLimit?: number | undefined;
  readonly scalingStrategy?: ScalingStrategy | undefined;
  readonly triggers: readonly Trigger[];
}

export interface ScalingStrategy {
  readonly strategy?: string | undefined;
  readonly customScalingQueueLengthDeduction?: number | undefined;
  /** A fraction, as text. */
  readonly customScalingRunningJobPercentage?: string | undefined;
  /** Conditions that a pod must have before its job stops counting as pending. */
  readonly pendingPodConditions?: readonly string[] | undefined;
  readonly multipleScalersCalculation?: string | undefined;
}

export interface ScaledJob {
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: ScaledJobSpec;
}
