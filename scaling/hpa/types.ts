/** What an HPA is (autoscaling/v2, as users write it), what a sync sees, and what it answers. */
import type { Quantity } from '../../contract/quantity';

export interface MetricTarget {
  readonly type: string;
  readonly value?: Quantity | undefined;
  readonly averageValue?: Quantity | undefined;
  /** Percent of the request. */
  readonly averageUtilization?: number | undefined;
}

export interface MetricIdentifier {
  readonly name: string;
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> | undefined } | undefined;
}

export interface CrossVersionObjectReference {
  readonly kind: string;
  readonly name: string;
  readonly apiVersion?: string | undefined;
}

export interface MetricSpec {
  readonly type: string;
  readonly resource?: { readonly name: string; readonly target: MetricTarget } | undefined;
  readonly containerResource?: { readonly name: string; readonly container: string; readonly target: MetricTarget } | undefined;
  readonly pods?: { readonly metric: MetricIdentifier; readonly target: MetricTarget } | undefined;
  readonly object?:
    | { readonly describedObject: CrossVersionObjectReference; readonly metric: MetricIdentifier; readonly target: MetricTarget }
    | undefined;
  readonly external?: { readonly metric: MetricIdentifier; readonly target: MetricTarget } | undefined;
}

export interface ScalingPolicy {
  readonly type: string;
  readonly value: number;
  readonly periodSeconds: number;
}

export interface ScalingRules {
  readonly stabilizationWindowSeconds?: number | undefined;
  readonly selectPolicy?: string | undefined;
  readonly policies?: readonly ScalingPolicy[] | undefined;
  /** Fraction of the target, e.g. `0.05`; needs the HPAConfigurableTolerance gate. */
  readonly tolerance?: Quantity | undefined;
}

export interface HpaBehavior {
  readonly scaleUp?: ScalingRules | undefined;
  readonly scaleDown?: ScalingRules | undefined;
}

export interface HpaSpec {
  readonly scaleTargetRef?: CrossVersionObjectReference | undefined;
  readonly minReplicas?: number | undefined;
  readonly maxReplicas: number;
  readonly metrics?: readonly MetricSpec[] | undefined;
  readonly behavior?: HpaBehavior | undefined;
}

export type ConditionStatus = 'True' | 'False' | 'Unknown';

export interface Container {
  readonly name: string;
  /** Requests by resource name in milli-units (CPU: thousandths of a core; memory: thousandths of a byte). */
  readonly requestsMilli: Readonly<Partial<Record<string, number>>>;
}

/** A pod that the target's selector matches. Times are milliseconds on the clock that `sync` is called with. */
export interface Pod {
  readonly name: string;
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
  /** Has a deletion timestamp. */
  readonly deleting: boolean;
  /** Status of the Ready condition; null when the pod has none. */
  readonly ready: ConditionStatus | null;
  /** Last transition of the Ready condition. */
  readonly readyTransitionMs: number;
  /** status.startTime; null before the kubelet has seen the pod. */
  readonly startMs: number | null;
  /** Containers and native sidecars (restartable init containers); plain init containers do not count. */
  readonly containers: readonly Container[];
}

/** Usage of one resource by one pod, as the resource metrics API (metrics.k8s.io) reports it. */
export interface ResourceSample {
  readonly atMs: number;
  readonly windowMs: number;
  /** Integer milli-units per container. */
  readonly containers: readonly { readonly name: string; readonly usageMilli: number }[];
}

/**
 * Values per pod: entry i belongs to `pods[i]`, undefined where the metrics API knows nothing of the pod.
 * Entries beyond `pods.length` belong to pods that only the metrics API knows; upstream counts those too.
 */
export type PerPod<T> = readonly (T | undefined)[];

/** Everything one sync reads. A metric name that is absent means that its API answered with an error. */
export interface HpaInputs {
  /** scale.spec.replicas: what was last asked for, by this HPA or by anybody else. */
  readonly specReplicas: number;
  /** scale.status.replicas: what the workload reports. */
  readonly statusReplicas: number;
  readonly pods: readonly Pod[];
  /** By resource name (`cpu`, `memory`). */
  readonly resources?: Readonly<Partial<Record<string, PerPod<ResourceSample>>>>;
  /** Custom metrics of pods by metric name, milli-units. */
  readonly podMetricsMilli?: Readonly<Partial<Record<string, PerPod<number>>>>;
  /** Custom metrics of objects by metric name, milli-units. */
  readonly objectMetricsMilli?: Readonly<Partial<Record<string, number>>>;
  /** External metrics by metric name: one value per matching series, milli-units. */
  readonly externalMetricsMilli?: Readonly<Partial<Record<string, readonly number[]>>>;
}

export interface Condition {
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

/** status.conditions by type. A condition stays until a later sync sets it again. */
export interface HpaConditions {
  readonly AbleToScale: Condition | undefined;
  readonly ScalingActive: Condition | undefined;
  readonly ScalingLimited: Condition | undefined;
  /** Kubernetes 1.36 and later, with the HPAScaleToZero gate. */
  readonly ScaledToZero: Condition | undefined;
}

/** The current value of a metric: one entry of status.currentMetrics. */
export interface CurrentMetric {
  /** Percent of the requests. */
  readonly averageUtilization: number | undefined;
  readonly averageValueMilli: number | undefined;
  readonly valueMilli: number | undefined;
}

export interface HpaEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

export interface SyncResult {
  /** scale.spec.replicas after the sync. */
  readonly replicas: number;
  /** status.desiredReplicas; differs from `replicas` only while no metric can be read. */
  readonly desiredReplicas: number;
  readonly conditions: HpaConditions;
  /** status.currentMetrics, in the order of spec.metrics; undefined where a metric could not be read. Empty when none was asked for. */
  readonly currentMetrics: readonly (CurrentMetric | undefined)[];
  readonly events: readonly HpaEvent[];
  /** Why the sync returned an error. The replicas may have changed all the same, by the metrics that still work. */
  readonly error: string | undefined;
}
