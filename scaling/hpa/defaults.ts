import type { Quantity } from '../../contract/quantity';
import type { HpaBehavior, HpaSpec, MetricSpec, ScalingPolicy, ScalingRules } from './types';
import { DEFAULT_KUBERNETES_VERSION, type FeatureGates } from './versions';

/** Version and feature gates of kube-controller-manager, and its flags that steer the HPA controller. */
export interface ControllerSettings {
  readonly kubernetesVersion: string;
  /** By gate name; a gate that is not named has the default of the version. */
  readonly featureGates: FeatureGates;
  /** --horizontal-pod-autoscaler-tolerance */
  readonly tolerance: number;
  /** --horizontal-pod-autoscaler-downscale-stabilization */
  readonly downscaleStabilizationSeconds: number;
  /** --horizontal-pod-autoscaler-cpu-initialization-period */
  readonly cpuInitializationPeriodSeconds: number;
  /** --horizontal-pod-autoscaler-initial-readiness-delay */
  readonly initialReadinessDelaySeconds: number;
}

/** Follows pkg/controller/podautoscaler/config/v1alpha1/defaults.go, v1.34. */
export const DEFAULT_CONTROLLER_SETTINGS: ControllerSettings = {
  kubernetesVersion: DEFAULT_KUBERNETES_VERSION,
  featureGates: {},
  tolerance: 0.1,
  downscaleStabilizationSeconds: 300,
  cpuInitializationPeriodSeconds: 300,
  initialReadinessDelaySeconds: 30,
};

/** --horizontal-pod-autoscaler-sync-period */
export const DEFAULT_SYNC_PERIOD_SECONDS = 15;

/** What the API server fills in when there is no metric. */
const DEFAULT_METRICS: readonly MetricSpec[] = [
  { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
];

/** The metrics in use: the default ones when none are written. */
export function effectiveMetrics(metrics: readonly MetricSpec[] | undefined): readonly MetricSpec[] {
  return metrics === undefined || metrics.length === 0 ? DEFAULT_METRICS : metrics;
}

/** What the API server fills in for a direction that `behavior` leaves out. */
export const DEFAULT_SCALE_UP = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
} satisfies ScalingRules;

/** The window of scaleDown has no default here: the controller's own flag decides. */
export const DEFAULT_SCALE_DOWN = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
} satisfies ScalingRules;

/** Rules with every default filled in. A tolerance has none: without it the controller's own applies. */
export interface CompleteRules {
  readonly stabilizationWindowSeconds: number;
  readonly selectPolicy: string;
  readonly policies: readonly ScalingPolicy[];
  readonly tolerance: Quantity | undefined;
}

/** A spec as the controller sees it. `behavior` stays absent when the user wrote none: that is another algorithm, not a default. */
export interface CompleteSpec {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly metrics: readonly MetricSpec[];
  readonly behavior: { readonly scaleUp: CompleteRules; readonly scaleDown: CompleteRules } | undefined;
}

function completeRules(rules: ScalingRules | undefined, defaults: Omit<CompleteRules, 'tolerance'>): CompleteRules {
  return {
    stabilizationWindowSeconds: rules?.stabilizationWindowSeconds ?? defaults.stabilizationWindowSeconds,
    selectPolicy: rules?.selectPolicy ?? defaults.selectPolicy,
    policies: rules?.policies ?? defaults.policies,
    tolerance: rules?.tolerance,
  };
}

function completeBehavior(behavior: HpaBehavior, downscaleStabilizationSeconds: number): NonNullable<CompleteSpec['behavior']> {
  return {
    scaleUp: completeRules(behavior.scaleUp, DEFAULT_SCALE_UP),
    scaleDown: completeRules(behavior.scaleDown, {
      ...DEFAULT_SCALE_DOWN,
      stabilizationWindowSeconds: Math.trunc(downscaleStabilizationSeconds),
    }),
  };
}

/**
 * Fills in what the user left out.
 * Follows pkg/apis/autoscaling/v2/defaults.go, SetDefaults_HorizontalPodAutoscaler, and for the scale-down window
 * pkg/controller/podautoscaler/horizontal.go, maybeInitScaleDownStabilizationWindow, v1.34.
 */
export function completeSpec(spec: HpaSpec, settings: Pick<ControllerSettings, 'downscaleStabilizationSeconds'>): CompleteSpec {
  return {
    minReplicas: spec.minReplicas ?? 1,
    maxReplicas: spec.maxReplicas,
    metrics: effectiveMetrics(spec.metrics),
    behavior: spec.behavior && completeBehavior(spec.behavior, settings.downscaleStabilizationSeconds),
  };
}
