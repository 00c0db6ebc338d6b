/**
 * The HorizontalPodAutoscaler (autoscaling/v2) exactly as kube-controller-manager v1.34 decides, without a cluster:
 * `new HpaController(spec).sync(nowMs, inputs)`.
 */
export { HpaController } from './controller';
export * from './defaults';
export { ramp, replicasAfter, secondsToReach, type Ramp, type RampOptions, type RampStep } from './policy-arithmetic';
export * from './types';
export { validateHpa } from './validate';
export { validateBehavior } from './validate-behavior';
export * from './versions';
