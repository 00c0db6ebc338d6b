/**
 * The HorizontalPodAutoscaler (autoscaling/v2) exactly as kube-controller-manager v1.34 decides, without a cluster:
 * `new HpaController(spec).sync(nowMs, inputs)`.
 */
export { HpaController } from './controller';
export {
  completeSpec,
  DEFAULT_CONTROLLER_SETTINGS,
  DEFAULT_SYNC_PERIOD_SECONDS,
  type CompleteSpec,
  type ControllerSettings,
} from './defaults';
export { ramp, replicasAfter, secondsToReach, type Ramp, type RampOptions, type RampStep } from './policy-arithmetic';
export * from './types';
export { validateHpa } from './validate';
export { DEFAULT_KUBERNETES_VERSION, firstSyncAfterSeconds, minorVersion, type FeatureGate, type FeatureGates } from './versions';
