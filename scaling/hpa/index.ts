/**
 * The HorizontalPodAutoscaler (autoscaling/v2) exactly as kube-controller-manager v1.34 decides, without a cluster:
 * `new HpaController(spec).sync(nowMs, inputs)`.
 */
export { HpaController } from './controller';
export {
  completeSpec,
  DEFAULT_CONTROLLER_SETTINGS,
  DEFAULT_SCALE_DOWN,
  DEFAULT_SCALE_UP,
  DEFAULT_SYNC_PERIOD_SECONDS,
  effectiveMetrics,
  type CompleteSpec,
  type ControllerSettings,
} from './defaults';
export { ramp, replicasAfter, secondsToReach, type Ramp, type RampOptions, type RampStep } from './policy-arithmetic';
export * from './types';
export { validateHpa } from './validate';
export { validateBehavior } from './validate-behavior';
export {
  DEFAULT_KUBERNETES_VERSION,
  firstSyncAfterSeconds,
  gateEnabled,
  minorVersion,
  type FeatureGate,
  type FeatureGates,
} from './versions';
