export { HpaController } from './controller';
export { completeSpec, DEFAULT_CONTROLLER_SETTINGS, DEFAULT_SYNC_PERIOD_SECONDS } from './defaults';
export type { CompleteSpec, ControllerSettings } from './defaults';
export { approximateFloat, milliValue } from './quantity';
export * from './types';
export { DEFAULT_KUBERNETES_VERSION, type FeatureGate, type FeatureGates } from './versions';
