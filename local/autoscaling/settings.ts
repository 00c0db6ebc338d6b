import { DEFAULT_SYNC_PERIOD_SECONDS, type ControllerSettings } from '../../scaling/hpa';
import { DEFAULT_METRIC_RESOLUTION_SECONDS } from '../../scaling/metrics-server';

/** Flags of the controllers that scale, under the names that the upstream programs give them. */
export interface AutoscalingSettings {
  /** kube-controller-manager: --horizontal-pod-autoscaler-sync-period */
  readonly horizontalPodAutoscalerSyncPeriodSeconds: number;
  /** metrics-server: --metric-resolution */
  readonly metricResolutionSeconds: number;
  /** The other flags of kube-controller-manager that steer HPAs, its version and its feature gates. */
  readonly controllerManager: Partial<ControllerSettings>;
}

export const DEFAULT_AUTOSCALING_SETTINGS: AutoscalingSettings = {
  horizontalPodAutoscalerSyncPeriodSeconds: DEFAULT_SYNC_PERIOD_SECONDS,
  metricResolutionSeconds: DEFAULT_METRIC_RESOLUTION_SECONDS,
  controllerManager: {},
};
